// Where tools find what src/domain knows of requests that got no answer.

export { mayHaveHappened } from '../../src/domain/never-sent.ts';
