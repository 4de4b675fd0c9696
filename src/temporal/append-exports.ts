// A loader of the workflows' bundler: adds lines to the end of one module. That module is our registry of workflows, and the
// lines are an extension's, so nothing need be written to the disk of a worker.

export default function appendExports(
  this: { getOptions(): { readonly lines: string } },
  source: string,
): string {
  return `${source}\n${this.getOptions().lines}\n`;
}
