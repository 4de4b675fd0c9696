// A spreadsheet as spreadsheets.get and .create show it: properties of the file and its tabs, no cells.

import type { Spreadsheet, Tab } from './spreadsheets.ts';

export function spreadsheetAnswer(spreadsheet: Spreadsheet): Record<string, unknown> {
  return {
    spreadsheetId: spreadsheet.id,
    properties: {
      title: spreadsheet.title,
      locale: 'en_US',
      autoRecalc: 'ON_CHANGE',
      timeZone: 'Etc/GMT',
    },
    sheets: spreadsheet.tabs.map(tabAnswer),
    spreadsheetUrl: `https://docs.google.com/spreadsheets/d/${spreadsheet.id}/edit`,
  };
}

export const tabAnswer = (tab: Tab, index: number): { properties: Record<string, unknown> } => ({
  properties: {
    sheetId: tab.sheetId,
    title: tab.title,
    index,
    sheetType: 'GRID',
    gridProperties: { rowCount: tab.rowCount, columnCount: tab.columnCount },
  },
});
