export function makeApiTypes(): Promise<void>;
export function renderApiTypes(document: object): string;
