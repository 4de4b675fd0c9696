// What a provider says by itself of access that has ended, as it says it.

export type Notice =
  | {
      readonly kind: 'request';
      readonly headers: Readonly<Record<string, string>>;
      readonly body: string;
    }
  | { readonly kind: 'kept' };

export type MakeNotice = (user: string, event: string) => Notice;
