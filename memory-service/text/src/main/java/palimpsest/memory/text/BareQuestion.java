package palimpsest.memory.text;

import java.util.regex.Pattern;

/**
 * Tells what only asks from what states something, too: "What can I cook? I am allergic to nuts." and "What can I cook, since I am allergic to nuts?" do.
 * In doubt a text states something. Questions are known by their mark; without one in English, Chinese, Japanese, Korean and Thai. What a question
 * tells besides is known in English, German, French, Spanish, Italian, Portuguese, Dutch, Russian and Chinese.
 */
public final class BareQuestion {

    private static final Pattern AFTER_SENTENCE = Pattern.compile("(?<=[.!?。！？؟])\\s*|\\n+");
    private static final Pattern MARKED = Pattern.compile("[?？؟]\\W*$");

    private static final String AUXILIARY = "(?:is|are|was|were|do|does|did|can|could|will|would|should|has|have|had)";
    private static final Pattern UNMARKED = Pattern.compile("(?iU)^\\W*(?:(?:what|where|when|who|why|how)(?: " + AUXILIARY + "|['’]s)|(?:which|whose|what|how many|how much) \\w+ "
            + AUXILIARY + "|" + AUXILIARY + " (?:you|he|she|they|there|i|we))\\b");
    private static final Pattern REQUEST = Pattern.compile("(?iU)^\\W*(?:please )?(?:tell (?:me|us)|show (?:me|us)|give (?:me|us)|remind (?:me|us) (?:of|about|what|when|where|who|how)"
            + "|(?:list|name|find|quote|summari[sz]e|describe|explain|compare) (?:me )?(?:the|all|every|each|some|any|this|that|these|those|what|how|why|where|one|two|three|\\d+)"
            + "|forget (?:about |that |what )?(?:my|our|me|i|we|the|it|this|that|all|everything)|vergiss(?! nicht)"
            + "|(?:nenne?|zeige?|erkläre?|beschreibe?|gib|sage?) (?:mir|uns))\\b|^\\W*请?你?(?:忘掉|忘记(?=我))");
    /** Scripts in which a question often has no mark. */
    private static final Pattern UNMARKED_SCRIPT = Pattern.compile("[\\p{IsHan}\\p{IsThai}\\p{IsHiragana}\\p{IsKatakana}\\p{IsHangul}]");
    private static final Pattern ASKS_IN_SCRIPT = Pattern.compile("什么|什麼|哪|谁|誰|[吗嗎呢]\\W*$|多少|为何|怎[么麼样]|如何|อะไร|ใด|ไหน|ใคร|เมื่อไ|อย่างไร|ทำไม|กี่|เท่าไ|หรือไม่|何|[どい]つ|どこ|どの|なぜ|どうして|[すの]か\\W*$"
            + "|무엇|어느|누구|언제|어디|어떻게|왜|몇|얼마|까\\W*$|나요\\W*$");
    private static final Pattern SELF_IN_SCRIPT = Pattern.compile("我|私|僕|俺|わたし|ぼく|저[는의희]|제가|나는|내가|우리|ฉัน|ผม|没什么|沒什麼|什么都|什麼都|誰も|何も|何[年月日人度]か");

    private static final String SELF = "(?:i|i['’](?:m|ve|d|ll)|we|we['’](?:re|ve|d|ll)|my|our|ich|wir|mein\\w*|unser\\w*|je|j['’]\\w+|nous|mon|ma|mes|notre|nos|yo|mi|mis|soy|estoy|tengo|vivo|nuestr\\w+|io|mio|mia|sono|eu|meu|minha"
            + "|sou|tenho|ik|mijn|wij|я|мой|моя|мне|мы|наш\\w*)";
    private static final String LINK = "(?:because|since|as|given that|now that|considering|and|but|so|while|after|weil|da|denn|und|aber|parce que|puisque|car|et|mais|porque|ya que|y|pero|perché|perche|e|ma|omdat|want|en|maar"
            + "|потому что|так как|и|но|а)";
    private static final String PAUSE = "(?:[,;:—–…(]| - )\\s*";
    /** A clause about whoever asks: after a pause, or joined to the question by a word for a reason. */
    private static final Pattern CLAUSE_OF_SELF = Pattern.compile("(?iU)(?:^\\W*(?:" + LINK + " )?|" + PAUSE + "(?:" + LINK + " )?)" + SELF + "(?=\\W|$)"
            + "|\\b(?:because|since|given that|now that|considering that|as|weil|da|denn|parce que|puisque|car|porque|ya que|perché|omdat|потому что|так как) " + SELF + "(?=\\W|$)");
    private static final Pattern TELLS_OF_OWN = Pattern.compile("(?iU)\\b(?:my|our|mein\\w*|unser\\w*|mon|ma|mes|mi|mis) (?:[\\w-]+ ){1,3}(?:who|that|which|whose|der|die|das|qui|que)\\b|\\b(?:my|our|mein\\w*|unser\\w*) \\d");
    private static final Pattern TELLS_NEWS = Pattern.compile("(?iU)^\\W*(?:did you (?:know|hear)|have you heard|(?:did|have) (?:i|we) (?:already )?(?:tell|told|mention|mentioned|say|said)|guess (?:what|who|where)|can you believe|you know what|weißt du,? dass|wusstest du)\\b");
    private static final Pattern TELLS_IN_SCRIPT = Pattern.compile("[，、；。,].*(?:我|私|僕)|(?:我|私|僕)[^，、；。,吗嗎呢]*[，、；。,]|因为我|因為我");

    /** Begins with a word that asks for something, perhaps after an address: no "yes" answers it. German "was" is left out, which begins English questions of the other kind. */
    private static final Pattern OPEN = Pattern.compile("(?iU)^\\W*(?:[^,.!?]{1,30},\\s*)?(?:(?:and|so|but|und|et|y|e|en|и|а) )?(?:what|who|whom|whose|where|when|which|why|how|wer|wen|wem|wo|wann|welche\\w*|warum|wieso"
            + "|wie|woher|wohin|qui|quoi|que|qu['’]\\w+|où|quand|quel\\w*|pourquoi|comment|combien|qué|quién\\w*|dónde|cuándo|cuál\\w*|por qué|cómo|cuánt\\w*|che|chi|dove|quando|quale|perché|come|quanto|quem|onde|qual"
            + "|wat|waar|wanneer|welke|waarom|hoe|что|кто|где|когда|какой|какая|какие|почему|как|сколько)\\b|什么|什麼|哪|谁|誰|怎|几|幾|多少|为何|如何|何|どこ|だれ|いつ|どう|なぜ");

    private BareQuestion() {}

    /** Whether a text ends in a question that "yes" or "no" may answer. */
    public static boolean asksWhether(String text) {
        String last = AFTER_SENTENCE.splitAsStream(text.strip()).filter(sentence -> sentence.codePoints().anyMatch(Character::isLetter)).reduce("", (before, sentence) -> sentence);
        return MARKED.matcher(last).find() && !OPEN.matcher(last).find();
    }

    /** Whether a text holds words, and each of its sentences only asks. */
    public static boolean is(String text) {
        return text.codePoints().anyMatch(Character::isLetter)
                && AFTER_SENTENCE.splitAsStream(text.strip()).filter(sentence -> sentence.codePoints().anyMatch(Character::isLetter)).allMatch(BareQuestion::onlyAsks);
    }

    private static boolean onlyAsks(String sentence) {
        boolean marked = MARKED.matcher(sentence).find();
        // that a sentence asks is found out sooner than that it tells nothing, and most don't ask
        boolean asks = marked || UNMARKED.matcher(sentence).find() || REQUEST.matcher(sentence).find()
                || UNMARKED_SCRIPT.matcher(sentence).find() && ASKS_IN_SCRIPT.matcher(sentence).find() && !SELF_IN_SCRIPT.matcher(sentence).find();
        return asks && !(marked && TELLS_IN_SCRIPT.matcher(sentence).find()) && !TELLS_NEWS.matcher(sentence).find() && !TELLS_OF_OWN.matcher(sentence).find()
                && !CLAUSE_OF_SELF.matcher(sentence).find();
    }
}
