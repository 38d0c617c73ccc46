/** Why a server gave no reply. Its text quotes nothing that the server was asked. */
export class ServerFailure extends Error {
  override readonly name = 'ServerFailure';
  /** Whether the same request may succeed later. */
  readonly isTransient: boolean;
  /** Milliseconds that the server asks to wait; 0 where it says nothing. */
  readonly retryAfter: number;

  constructor(
    message: string,
    {
      isTransient,
      retryAfter = 0,
    }: { readonly isTransient: boolean; readonly retryAfter?: number },
    cause?: unknown,
  ) {
    super(message, { cause });
    this.isTransient = isTransient;
    this.retryAfter = retryAfter;
  }
}
