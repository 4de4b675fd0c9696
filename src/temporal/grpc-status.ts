// The gRPC status codes that mean something to us, by name. https://grpc.io/docs/guides/status-codes/ (read 2026-11-24).

import { isGrpcServiceError } from '@temporalio/client';

const codes = {
  invalidArgument: 3,
  notFound: 5,
  alreadyExists: 6,
  permissionDenied: 7,
  failedPrecondition: 9,
  aborted: 10,
  unimplemented: 12,
  unavailable: 14,
  unauthenticated: 16,
} as const;

export type GrpcStatus = keyof typeof codes;

export const hasStatus = (error: unknown, ...statuses: readonly GrpcStatus[]): boolean =>
  isGrpcServiceError(error) && statuses.some((status) => codes[status] === error.code);

/** Temporal Cloud and locked-down servers keep what administers them to themselves. */
export const isNotForUs = (error: unknown): boolean =>
  hasStatus(error, 'permissionDenied', 'unimplemented', 'unauthenticated');
