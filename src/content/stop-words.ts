const listed = (text: string): ReadonlySet<string> => new Set(text.trim().split(/\s+/));

// Words that any article may hold, whatever it is about. Only the most frequent: rarity is weighed again in the database,
// over the articles that there are; these would merely take the places of words that tell more.

/** Of languages with spaces: English, and the plainest of its neighbours. */
export const STOP_WORDS = listed(`
  the and that this these those there their they them then than thus with without within from into onto over under about
  above below after before between through during against for not nor but you your yours our ours his her hers its she him
  are was were been being have has had having does did done doing can could will would shall should may might must let
  also any all both each few more most much many other others another some such only own same just very too even ever
  never still yet here where when while what which who whom whose why how because since until unless though although
  one two three first last new now out off again once use used using get gets got make makes made take see like want
  need know think say says said way ways time times year years day days thing things lot well good back really actually
  http https www com html org net
  die der das und ist nicht ein eine den dem des mit von für auf auch les des une est pas que qui dans pour sur avec
  los las una del por con para como más
`);

/** Of Chinese: characters that build sentences rather than names of things. */
export const STOP_CHARACTERS = listed(
  [
    ..."的了是在我有和不他她它这一个们你那就也都要会对说上下中为与以而到之于着过把被让给从向但又如其此些吗呢吧啊很没么",
  ].join(" "),
);
