import { Foreseen } from "../foreseen.ts";

/** Why an image is not to be had, for programs. */
export type ImageRefusal = keyof typeof STATUSES;

const STATUSES = {
  BAD_USER_INPUT: 400,
  BAD_SIGNATURE: 403,
  HOST_NOT_ALLOWED: 403,
  ADDRESS_NOT_ALLOWED: 403,
  IMAGE_NOT_FOUND: 404,
  IMAGE_TOO_LARGE: 413,
  NOT_AN_IMAGE: 422,
  TOO_MANY_PIXELS: 422,
  IMAGE_DAMAGED: 422,
  NO_RENDERER: 501,
  UPSTREAM_FAILED: 502,
  BUSY: 503,
  UPSTREAM_TIMEOUT: 504,
} as const;

/** An answer without an image. */
interface UpstreamAnswer {
  /** Of HTTP. */
  status: number;
  /** Milliseconds for which the server asks to be left alone; null where it does not. */
  retryAfter: number | null;
}

/** An image cannot be had; the message says what is wrong and what would be right, and nothing about this network. */
export class ImageRefused extends Foreseen {
  readonly code: ImageRefusal;
  /** What the image's own server answered, where it did. */
  readonly upstream: UpstreamAnswer | null;

  constructor(code: ImageRefusal, message: string, options: ErrorOptions & { upstream?: UpstreamAnswer } = {}) {
    super(message, options);
    this.code = code;
    this.upstream = options.upstream ?? null;
  }

  /** Of HTTP. */
  get status(): number {
    return STATUSES[this.code];
  }
}
