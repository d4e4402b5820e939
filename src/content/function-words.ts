// The words that each language uses most and that mean least: every few words of any text is one of them. What two
// languages share counts for both, and less. Letters that few languages have are told apart in language.ts.
const WORDS: Readonly<Record<string, string>> = {
  bg: "на и да се за от не е по че това като са има който както само още беше ще при до след или",
  be: "і ў на не што з як да гэта ад за яна яны быў ці або для пра але калі",
  ca: "el la els les de i que en un una amb per és no del als aquest aquesta més com però també són seva",
  cs: "a se na je v že s do to z i pro které který jsou byl jako nebo ale tak podle jeho může bylo jsem této",
  da: "og i at det en den til er som på de med af for ikke der et har var jeg men vil kan om hvor også blev efter",
  de: "der die und in den von zu das mit sich des auf für ist im dem nicht ein eine als auch es an werden aus er hat dass sie nach wird bei einer um am sind noch wie einem über so zum kann ich wir aber oder nur",
  en: "the of and to in a is that for it was on with as are be this by at from have or an not you which we can has but will they their were if would been there more when what who your our it's also",
  es: "de la que el en y a los se del las un por con no una su para es al lo como más o pero sus le ha me si sin sobre este ya entre cuando todo esta ser son dos también fue había era muy hasta desde",
  fi: "ja on ei se että oli hän en mutta ovat ole kun niin tai mitä nyt myös joka jos sen kuin vain sitä olen tämä jotka sekä",
  fr: "de la le et les des en un du une que est pour qui dans a par plus pas au sur ne se ce il sont avec ou son cette aux mais comme nous vous être ces leur fait été elle c'est je tout à",
  hi: "के है में की और से का को पर हैं यह ने भी नहीं एक कि इस था लिए जो तो ही या कर",
  hu: "a az és hogy nem is egy van ez meg csak de el ki már volt mint még azt vagy ha sem kell lehet aki minden",
  id: "yang dan di dari untuk dengan ini pada itu tidak dalam adalah akan anda oleh juga dapat kami ke atau sebagai bisa ada lebih telah karena saya kita mereka",
  it: "di e il la che in a per un è del una non con sono da si le dei come nel più gli della alla al lo anche delle ha questo ma ad o ci se su essere nella suo dal tra",
  mr: "आणि आहे या हे च ते होते आहेत तर एक मध्ये होता करण्यात म्हणून नाही की त्या",
  nb: "og i det på som er en til å han av for med at var de ikke den har om et men jeg vi seg fra kan blir hun også etter være eller ble",
  ne: "छ र को मा हो पनि गर्न भने लाई छन् एक यो थियो गरेको तथा भएको",
  nl: "de van het een en in is dat op te zijn met voor niet die aan er om ook als dan maar bij of uit door over ze hij ik naar wordt kan nog worden deze wij je heeft hebben",
  pl: "i w nie na się że z do to jest o jak co ale po za od przez dla są tak jego ich jako było oraz być może które który tego tym już",
  pt: "de a o que e do da em um para é com não uma os no se na por mais as dos como mas foi ao ele das tem à seu sua ou ser quando muito há nos já está eu também só pelo pela até isso você são",
  ro: "de și în a la cu pe care din nu este că o un mai pentru sunt se au fi sau ce prin fost dar această acest după lui fie ale dacă",
  ru: "и в не на я что он с как это по но они к у из за от так для же бы все или только было был вы мы его её если при может когда уже есть также",
  sk: "a sa na je v že s do to z aj pre ktoré ktorý sú bol ako alebo ale tak podľa jeho môže bolo som tejto si",
  sr: "и је у да се на за су од са као које који не то би али због или је његов ће није",
  sv: "och i att det som en på är av för med den till inte de har om ett var jag men kan från så vi eller när ska även hur efter vid blir också",
  tr: "ve bir bu için de da ile olarak çok daha gibi olan en ne ama o kadar sonra var mi mı her ise değil veya tarafından şekilde olduğu",
  uk: "і в не на що з у та до як це за від є для але він вони або був про було ми також може якщо ви його при їх",
  vi: "của và là các có được trong một cho không với những người này đã để khi từ đến ra như tôi về thì sẽ còn nhiều",
};

/** Which languages use a word so often that it tells them; words in lower case. */
export const FUNCTION_WORDS: ReadonlyMap<string, readonly string[]> = byWord();

function byWord(): Map<string, string[]> {
  const languages = new Map<string, string[]>();
  for (const [language, words] of Object.entries(WORDS)) {
    for (const word of new Set(words.split(" "))) languages.set(word, [...(languages.get(word) ?? []), language]);
  }
  return languages;
}
