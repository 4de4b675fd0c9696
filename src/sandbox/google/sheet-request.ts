// From a data call to a spreadsheet the caller may open: 404 where it is not there or not visible, 403 where it is another
// person's (providers page, section 4.4), and every refusal raised on the way turned into Google's answer.

import type { DataCall, DataRoute } from '../data-call.ts';
import type { Answer } from '../http/answer.ts';
import { readJsonObject } from '../http/request.ts';
import { apiError, GoogleError } from './errors.ts';
import { mayOpen, type Spreadsheet, type SpreadsheetStore } from './spreadsheets.ts';

export interface SheetRequest {
  readonly spreadsheet: Spreadsheet;
  readonly call: DataCall;
  /** The JSON body; empty where none was sent. */
  readonly body: Record<string, unknown>;
}

const AUTH = 'https://www.googleapis.com/auth';
export const WRITE_SCOPES = [`${AUTH}/spreadsheets`, `${AUTH}/drive.file`, `${AUTH}/drive`];
export const READ_SCOPES = [...WRITE_SCOPES, `${AUTH}/spreadsheets.readonly`, `${AUTH}/drive.readonly`];

export function sheetRoute(
  store: SpreadsheetStore,
  method: string,
  pattern: RegExp,
  effect: DataRoute['effect'],
  act: (request: SheetRequest) => Answer,
): DataRoute {
  return {
    method,
    pattern,
    effect,
    scopes: effect === 'read' ? READ_SCOPES : WRITE_SCOPES,
    handle: (call) =>
      answering(() => {
        const spreadsheet = visible(store, call);
        return act({ spreadsheet, call, body: readBody(call) });
      }),
  };
}

export function answering(act: () => Answer): Answer {
  try {
    return act();
  } catch (error) {
    if (error instanceof GoogleError) return apiError(error.status, error.message);
    throw error;
  }
}

export function readBody(call: DataCall): Record<string, unknown> {
  if (call.request.body === '') return {};
  const body = readJsonObject(call.request);
  if (!body) throw new GoogleError('INVALID_ARGUMENT', 'Invalid JSON payload received.');
  return body;
}

function visible(store: SpreadsheetStore, call: DataCall): Spreadsheet {
  const spreadsheet = store.find(call.parameters.spreadsheet!);
  const { scopes, user } = call.grant;
  const seesOwnFilesOnly = !READ_SCOPES.some(
    (scope) => scope !== `${AUTH}/drive.file` && scopes.includes(scope),
  );
  if (!spreadsheet || (seesOwnFilesOnly && !spreadsheet.isMadeByApp)) {
    throw new GoogleError('NOT_FOUND', 'Requested entity was not found.');
  }
  if (!mayOpen(spreadsheet, user)) {
    throw new GoogleError('PERMISSION_DENIED', 'The caller does not have permission');
  }
  return spreadsheet;
}
