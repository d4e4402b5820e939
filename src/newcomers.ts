/** Turns of the event loop for which work waits at the most while somebody comes. */
const MOST_TURNS = 32;

/**
 * Lets those in who come before more work begins. Of new connections libuv accepts one in each turn of the event loop
 * (https://github.com/libuv/libuv/pull/3696), so that behind turns that are long with work a crowd, and whoever comes after
 * it, would wait for seconds before anybody so much as refused them.
 */
export class Newcomers {
  private came = 0;
  private seen = 0;
  /** What waits for them; null while nothing has to. */
  private held: (() => void)[] | null = null;

  /** Somebody has come. */
  readonly note = (): void => {
    this.came += 1;
  };

  /** Begins: at once where nobody has come since the last time, else after they are in, or after a few turns. */
  first(begin: () => void): void {
    if (this.held) this.held.push(begin);
    else if (this.came === this.seen) begin();
    else {
      this.held = [begin];
      this.wait(0);
    }
  }

  private wait(turns: number): void {
    const { came } = this;
    setImmediate(() => {
      // The first one is of the turn in which it was asked for, without a look at who comes.
      const goesOn = turns === 0 || (this.came !== came && turns < MOST_TURNS);
      if (goesOn) this.wait(turns + 1);
      else this.release();
    });
  }

  private release(): void {
    const held = this.held ?? [];
    this.seen = this.came;
    this.held = null;
    for (const begin of held) begin();
  }
}
