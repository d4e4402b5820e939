import { crc32, deflateSync } from "node:zlib";
import sharp from "sharp";

/** A picture with a gradient, so that resizing has something to do. */
export const picture = (width: number, height: number) =>
  sharp(gradient(width, height), { raw: { width, height, channels: 3 } });

function gradient(width: number, height: number): Buffer {
  const pixels = Buffer.alloc(width * height * 3);
  for (let at = 0; at < width * height; at++) {
    pixels[at * 3] = ((at % width) * 255) / width;
    pixels[at * 3 + 1] = (Math.floor(at / width) * 255) / height;
    pixels[at * 3 + 2] = 128;
  }
  return pixels;
}

/** A GIF of two frames. */
export const animation = (width: number, height: number): Promise<Buffer> => {
  const frame = (background: string) => ({ create: { width, height, channels: 3 as const, background } });
  return sharp([frame("red"), frame("blue")] as never, { join: { animated: true } })
    .gif()
    .toBuffer();
};

/** A PNG of some 30 KB that claims 16,000 × 16,000 pixels: one bit each, all alike. */
export function bomb(): Buffer {
  const side = 16_000;
  const header = Buffer.alloc(13);
  header.writeUInt32BE(side, 0);
  header.writeUInt32BE(side, 4);
  header.set([1, 0, 0, 0, 0], 8);
  const rows = deflateSync(Buffer.alloc((side / 8 + 1) * side), { level: 9 });
  const signature = Buffer.from("\x89PNG\r\n\x1a\n", "latin1");
  return Buffer.concat([signature, chunk("IHDR", header), chunk("IDAT", rows), chunk("IEND", Buffer.alloc(0))]);
}

function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, "latin1"), data]);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(data.length);
  const sum = Buffer.alloc(4);
  sum.writeUInt32BE(crc32(body));
  return Buffer.concat([length, body, sum]);
}
