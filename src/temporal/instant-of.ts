// A protobuf timestamp as epoch milliseconds.

export const instantOf = ({
  seconds,
  nanos,
}: {
  readonly seconds?: { toString(): string } | null;
  readonly nanos?: number | null;
}): number => Number(seconds?.toString() ?? 0) * 1_000 + (nanos ?? 0) / 1e6;
