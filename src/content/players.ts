/** The players that articles may embed: host, how the path of their frames begins, and whose they are. */
const PLAYERS: readonly (readonly [host: string, path: string, provider: string])[] = [
  ["www.youtube.com", "/embed/", "YouTube"],
  ["www.youtube-nocookie.com", "/embed/", "YouTube"],
  ["player.vimeo.com", "/video/", "Vimeo"],
  ["player.bilibili.com", "/player.html", "bilibili"],
  ["v.qq.com", "/txp/iframe/", "Tencent Video"],
  ["v.qq.com", "/iframe/", "Tencent Video"],
  ["player.youku.com", "/embed/", "Youku"],
  ["music.163.com", "/outchain/player", "NetEase Cloud Music"],
  ["w.soundcloud.com", "/player/", "SoundCloud"],
  ["open.spotify.com", "/embed/", "Spotify"],
  ["www.dailymotion.com", "/embed/", "Dailymotion"],
  ["codepen.io", "/", "CodePen"],
];

/** What a frame may do: run its player, open its own site, and fill the screen. */
export const FRAME_SANDBOX = ["allow-scripts", "allow-same-origin", "allow-popups", "allow-presentation"];
export const FRAME_ALLOW = "fullscreen; encrypted-media; picture-in-picture";

/** The https address of a frame, if it is one of the known players; null for all others. */
export function playerUrl(written: string): string | null {
  const text = written.trim().replace(/^(?:http:)?\/\//i, "https://");
  if (!URL.canParse(text)) return null;
  // Parsed first: only then is `/embed/../login` what it leads to.
  const url = new URL(text);
  const isPlayer = PLAYERS.some(([host, path]) => url.origin === `https://${host}` && url.pathname.startsWith(path));
  if (!isPlayer || url.username !== "" || url.password !== "") return null;
  return url.hostname === "codepen.io" && !/^\/[^/]+\/embed\//.test(url.pathname) ? null : url.href;
}

/** Whose player a frame's address leads to; null for an address of none. */
export function providerOf(src: string): string | null {
  return PLAYERS.find(([host]) => src.startsWith(`https://${host}/`))?.[2] ?? null;
}
