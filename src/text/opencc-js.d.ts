// The package declares no types for its dictionaries.
declare module "opencc-js/dict/TSCharacters" {
  /** "臺 台|萬 万": a traditional character and the simplified ones it can stand for, the usual one first. */
  const characters: string;
  export default characters;
}
