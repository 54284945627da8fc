package palimpsest.runtime.model.extractive;

import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import palimpsest.memory.language.FixedWords;
import palimpsest.memory.language.Languages;
import palimpsest.memory.language.Word;
import palimpsest.memory.language.Words;
import palimpsest.memory.text.AskedPart;
import palimpsest.memory.text.Thesaurus;

/**
 * A question as the policy sees it: the words that an answer should share, and what kind of answer it asks for.
 *
 * @param text  as the user wrote it, without what only says how to answer
 * @param words how texts are compared with it
 * @param terms the different content words, in order of appearance
 * @param named what it names that a document may name otherwise
 */
record Question(String text, Words words, List<Term> terms, List<String> phrases, Set<Asks> asks, List<Named> named) {

    /** What a question wants to know besides its words. */
    enum Asks { WHEN, HOW_MUCH, WHERE, WHY, WHO, HOW_TO, DEFAULT }

    /**
     * @param weight how telling the word is before anything is known of the documents: 0.3 to 1.6
     * @param strong whether a match of this word means anything by itself
     * @param anchor   a name or a number: an answer that lacks all of them is about something else
     * @param borrowed from the question before: welcome in an answer, but not missed
     * @param measure  terms of other words for the same measure: that of "depth" for "deep"
     */
    record Term(String term, String surface, double weight, boolean strong, boolean anchor, boolean borrowed, Set<String> measure) {}

    /**
     * A thing with several names, of a report.
     *
     * @param terms  those of the question that name it
     * @param names  of which each may stand for the terms
     * @param inputs of what it is worked out, each with its names; empty for what is told as it is
     */
    record Named(Set<String> terms, List<Thesaurus.Name> names, List<List<Thesaurus.Name>> inputs) {}

    private static final double QUOTED = 1.6;
    private static final double NUMBER = 1.5;
    private static final double NAME = 1.3;
    private static final double PLAIN = 1.0;
    private static final double WEAK = 0.3;
    /** What the question before lends to one that only says "she" or "there". */
    private static final double BORROWED = 0.6;

    /** Words that many questions hold and few answers repeat. */
    private static final Set<String> WEAK_WORDS = Set.of(("many much kind kinds type types sort sorts thing things name names named called tell say says "
            + "said mention mentioned mentions describe described according document documents text texts file files happen happened happens "
            + "person people someone something anything time times date day year month way ways reason reasons long often first last recent recently "
            + "currently different various specific particular exactly main example give given get got do done make made use used go went going "
            + "ever still answer question know known find found think feel like want new good one two ist wurde hat gibt heißt heisst viele").split(" "));
    private static final Pattern REFERS_BACK = Pattern.compile("(?iU)\\b(?:he|she|it|they|him|her|his|hers|its|their|theirs|them|that|there|this|those|er|sie|ihr|sein|dort)\\b|[他她它]|そ[れのこ]");
    /** "And the second one?" "What about Tuesday?" */
    private static final Pattern CONTINUES = Pattern.compile("(?iU)^\\s*(?:and|but|what about|how about|und|aber|et|mais|y|pero|e|那么?|そして)\\s");
    private static final Pattern QUOTED_PHRASE = Pattern.compile("[\"“„«]([^\"“”„«»]{2,80})[\"”“»]");
    private static final Pattern FISCAL = Pattern.compile("^(?:FY|fy)['’]?(?=\\d)");
    /** A name of the language of machines, as people write it in a question: {@code maxRetryCount}. */
    private static final Pattern IDENTIFIER = Pattern.compile("\\p{Ll}[\\p{L}\\p{N}]*\\p{Lu}[\\p{L}\\p{N}]*");
    private static final Pattern WANTED_ACTION = Pattern.compile("(?i)\\bhow (?:(?:do|can|could|should|would) (?:i|we|you|one)|to) (\\w+)");
    /** German asks "how high" of what is paid or counted, and no answer says so: the word in front of the question is this one. */
    private static final Pattern AMOUNT_ASKED = Pattern.compile("(?iUs)hoch .*\\bwie hoch\\s(?:\\p{L}+\\s){1,4}\\p{L}*(?:kosten|preise?|gebühr|miete|pacht|lohn|löhne|gehalt|gehälter|steuern?|strafe|buße|betrag|summe|anteil|umsatz|gewinn|einkommen|temperatur|zins(?:en|satz)?"
            + "|quote|verlust|schulden|ausgaben|einnahmen|beitrag|prämie|rabatt|kaution|entschädigung|förderung|zoll|maut)e?[ns]?\\b.*");
    private static final Pattern RELEASED = Pattern.compile("(?iU)\\b(?:releas\\w+|publish\\w+|(?:come|came) out|veröffentlicht\\w*|erschien\\w*|publiée?s?|sortie?|publicad\\w+|lanzad\\w+|вы(?:шл|пущ)\\w+)\\b|发布|發布|推出|リリース|출시");
    static final Map<Asks, Pattern> KINDS = kinds();

    static Question of(String asked, String earlier, Languages languages) {
        String text = AskedPart.of(asked);
        Words words = languages.ofQuestion(text);
        List<String> phrases = phrases(text);
        Matcher wanted = WANTED_ACTION.matcher(text);
        String action = wanted.find() ? wanted.group(1) : null;
        Map<String, Term> terms = new LinkedHashMap<>();
        for (Word word : words.of(text)) {
            Term term = term(word, words, text, phrases, action);
            terms.merge(word.term(), term, (a, b) -> a.weight >= b.weight ? a : b);
        }
        // "What is the fee?" asks for nothing but a kind: only there its name tells one sentence from another
        boolean onlyKind = terms.values().stream().noneMatch(Term::strong) && terms.values().stream().anyMatch(term -> words.namesKind(term.surface));
        if (onlyKind) {
            terms.replaceAll((key, term) -> words.namesKind(term.surface) ? new Term(term.term, term.surface, PLAIN, true, false, false, term.measure) : term);
        }
        if (earlier != null && (onlyKind || lacksItsSubject(text, terms.values()))) {
            boolean alone = terms.values().stream().noneMatch(Term::strong);
            for (Word word : words.of(earlier)) {
                Term term = term(word, words, earlier, List.of(), null);
                if (term.strong) {
                    terms.putIfAbsent(word.term(), new Term(term.term, term.surface, BORROWED * term.weight, alone, false, !alone, term.measure));
                }
            }
        }
        return new Question(text, words, List.copyOf(terms.values()), phrases, asks(text), named(text, words));
    }

    private static List<Named> named(String text, Words words) {
        return Thesaurus.shared().in(text).stream().map(found -> new Named(
                words.of(text).stream().filter(word -> found.start() <= word.start() && word.end() <= found.end()).map(Word::term).collect(Collectors.toSet()),
                names(found.same()), found.inputs().stream().map(Question::names).toList())).toList();
    }

    private static List<Thesaurus.Name> names(List<String> names) {
        return names.stream().map(Thesaurus::name).toList();
    }

    /** Whether only the question before tells what a question is about: it says "she" or "there" and names nothing, or holds no telling word at all. */
    private static boolean lacksItsSubject(String text, Collection<Term> terms) {
        if (text.codePoints().noneMatch(Character::isLetter)) {
            return false;
        }
        boolean named = terms.stream().anyMatch(Term::anchor);
        return terms.stream().noneMatch(Term::strong) || !named && REFERS_BACK.matcher(text).find() || CONTINUES.matcher(text).find();
    }

    /** @param action what the asker wants to do, which is no kind of thing then: "How do I colour the output?"; null where none is told */
    private static Term term(Word word, Words words, String text, List<String> phrases, String action) {
        boolean name = word.name() || IDENTIFIER.matcher(word.surface()).matches();
        boolean quoted = phrases.stream().anyMatch(phrase -> phrase.contains(word.surface()));
        boolean weak = !name && !quoted && (WEAK_WORDS.contains(word.surface().toLowerCase(Locale.ROOT)) || words.namesKind(word.surface()) && !word.surface().equals(action) || AMOUNT_ASKED.matcher(word.surface() + " " + text).matches());
        double weight = quoted ? QUOTED : word.number() ? NUMBER : name ? NAME : weak ? WEAK : PLAIN;
        return new Term(word.term(), word.surface(), weight, !weak, word.number() || name, false,
                name ? Set.of() : words.sameMeasure(word.surface()));
    }

    private static List<String> phrases(String text) {
        List<String> phrases = new ArrayList<>();
        Matcher matcher = QUOTED_PHRASE.matcher(text);
        while (matcher.find()) {
            phrases.add(matcher.group(1).strip());
        }
        return phrases;
    }

    private static Set<Asks> asks(String text) {
        return KINDS.entrySet().stream().filter(kind -> kind.getValue().matcher(text).find()).map(Map.Entry::getKey).collect(Collectors.toUnmodifiableSet());
    }

    private static Map<Asks, Pattern> kinds() {
        Map<Asks, Pattern> kinds = new EnumMap<>(Asks.class);
        kinds.put(Asks.WHEN, Pattern.compile("(?iU)\\b(?:when|(?:what|which) (?:date|day|year|month|time|century|decade)|wann|in welche[mr] (?:jahr|monat|jahrhundert)|quand|en quelle année|cuándo|(?:en )?qué (?:año|fecha|día|mes|siglo)"
                + "|quando|in che anno|em que ano|wanneer|när|hvornår|når|когда|в каком году|πότε|ne zaman|hangi yıl\\w*|kaç yılında|khi nào|năm nào|bao giờ|kapan)\\b|متى|في أي (?:عام|سنة|قرن|تاريخ|شهر)|कब|किस वर्ष|किस साल|เมื่อไร|เมื่อไหร่|เมื่อใด|ปีใด|ปีไหน|ปีอะไร"
                + "|什么时候|何时|哪年|哪一年|几年|什麼時候|何時|いつ|何年|언제|몇 년"));
        kinds.put(Asks.HOW_MUCH, Pattern.compile("(?iU)\\b(?:how (?:many|much|long|old|far|high|tall|often|big|large|deep|heavy|fast|wide)|what (?:percent|percentage|number|amount|share)|(?:which|what) (?:[\\w.-]+ ){0,2}versions?|wie ?viele?|wie (?:hoch|alt|lang|lange|tief|schwer|groß|weit|oft)|wieviele?|welche[rmns]? (?:prozentsatz|anteil|anzahl|zahl|menge|betrag)|qué (?:porcentaje|cantidad|número|proporción)|quel(?:le)? (?:pourcentage|nombre|quantité|part)|quale percentuale|как(?:ой|ая) (?:процент|доля|количество)"
                + "|combien|cuánt[oa]s?|quant[oaie]|quantos|quantas|hoeveel|hur många|hvor mange|сколько|πόσ\\w+|kaç|ne kadar|yüzde kaç\\w*|bao nhiêu|mấy|berapa)\\b|(?<!\\p{L})كم(?!\\p{L})|ما (?:نسبة|عدد)|कितन|प्रतिशत|กี่เปอร์เซ็นต์|百分之几|กี่|เท่าไร|เท่าไหร่|เท่าใด|多少|几|幾|いくつ|いくら|何[人個本枚度回%]|몇|얼마"));
        kinds.put(Asks.WHERE, Pattern.compile("(?iU)\\b(?:where|(?:which|what) (?:city|country|place|town|state|region)|wo|woher|wohin|où|dónde|adónde|dove|onde|waar|var|hvor|где|куда|откуда|πού|nerede\\w*|nereye|ở đâu|di mana)\\b|أين|اين|कहाँ|कहां|ที่ไหน|ที่ใด|哪里|哪儿|何处|哪裡|どこ|어디"));
        kinds.put(Asks.WHY, Pattern.compile("(?iU)\\b(?:why|how come|what (?:reason|caused)|warum|weshalb|wieso|pourquoi|por qué|perché|por que|waarom|varför|hvorfor|почему|зачем|γιατί|neden|niçin|niye|tại sao|vì sao|mengapa)\\b|لماذا|क्यों|ทำไม|เพราะเหตุใด|(?<![名称作成变认])为什么|为何|為什麼|なぜ|どうして|왜"));
        kinds.put(Asks.WHO, Pattern.compile("(?iU)\\b(?:who|whom|whose|wer|wen|wem|qui|quién|quiénes|chi|quem|vem|hvem|кто|кого|кем|ποιος|kim|kimin|kimler|kime|kimi|kimdir|kimlerdi|siapa)\\b|\\bai\\b(?=.*[ăơưđảạấầẩẫậ])|من (?:هو|هي|هم|كان|كانت|الذي|التي|قام|الشخص)|किसने|किसके द्वारा|किसका|किसको|कौन|ใคร|ผู้ใด|谁|誰|누구|누가"));
        kinds.put(Asks.HOW_TO, Pattern.compile("(?iU)\\b(?:how (?:do|does|can|could|should|would|to)|wie (?:kann|wird|werden|macht|geht)|comment|cómo(?! se (?:llama|conoce|denomina|dice))|come si|как(?! (?:называ|зв|извест|именова)\\p{L}*)(?=\\P{L})|nasıl|làm thế nào|bagaimana)\\b|كيف|कैसे|อย่างไร|如何|怎么|怎麼|怎样|どうやって|어떻게"));
        kinds.put(Asks.DEFAULT, Pattern.compile("(?iU)\\b(?:defaults?|standardmäßig|standardwert\\w*|voreinstellung\\w*|voreingestellt\\w*|par défaut|por defecto|predeterminad\\w+|по умолчанию|varsayılan|mặc định)\\b|默认|預設|预设|既定|デフォルト|기본값|افتراضي"));
        return kinds;
    }

    /** Whether it asks when something came out, such as a version or a book. */
    boolean asksForRelease() {
        return asksWhen() && RELEASED.matcher(text).find();
    }

    /** The same without the words that stand in these places and nowhere else; the same question when none would be left. */
    Question without(List<Period> periods) {
        Set<String> elsewhere = words.of(text).stream().filter(word -> periods.stream().noneMatch(period -> period.start() < word.end() && word.start() < period.end()))
                .map(Word::term).collect(Collectors.toSet());
        List<Term> left = terms.stream().filter(term -> term.borrowed() || elsewhere.contains(term.term())).toList();
        return left.stream().noneMatch(Term::strong) ? this : new Question(text, words, left, phrases, asks, named);
    }

    /** The same about one document: what its name holds tells little of any of its sentences. */
    Question about(String document) {
        String name = document.toLowerCase(Locale.ROOT);
        List<Term> weighed = terms.stream().map(term -> !term.anchor || term.surface.length() < 2 || !name.contains(nameless(term.surface)) ? term
                : new Term(term.term, term.surface, WEAK, term.strong, false, term.borrowed, term.measure)).toList();
        return new Question(text, words, weighed, phrases, asks, named);
    }

    /** A fiscal year without its prefix, in lower case. */
    private static String nameless(String surface) {
        return FISCAL.matcher(surface).replaceFirst("").toLowerCase(Locale.ROOT);
    }

    /** The things in whose place their inputs are told, such as a ratio's. */
    List<List<Thesaurus.Name>> inputs() {
        return named.stream().flatMap(one -> one.inputs.stream()).toList();
    }

    boolean isChinese() {
        return FixedWords.isChinese(text);
    }

    boolean asksWhen() {
        return asks.contains(Asks.WHEN);
    }
}
