package palimpsest.memory.text;

import java.util.EnumSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What is said to correct what was said before, without saying again what it is of: "No, it's 4412.", "Actually, make that Tuesday.", "Nein, am 5. Juni." Known in English, German,
 * French, Spanish and Chinese.
 *
 * @param value     what holds instead
 * @param insteadOf what does not hold, where it is said ("not 4217"); null where it isn't
 * @param plain     whether it says so in many words ("I meant", "make that") and is no answer to a question of another
 */
public record SpokenCorrection(String value, String insteadOf, boolean plain) {

    private static final int LONGEST = 160; // characters; who writes more says what it is of
    private static final int LONGEST_VALUE = 6; // words
    private static final String PAUSE = "[\\s,.!;:–—…-]+";
    private static final String SOUND = "(?:oh|ah|um|uh|well|ach|moment|halt)";
    private static final String OPENING = "(?:no|nope|nah|oops|whoops|sorry|wait|hang on|hold on|actually|my mistake|my bad|i was wrong|(?:that['’]s|that is|that was) (?:wrong|not right)|not quite"
            + "|nein|quatsch|verzeihung|entschuldigung|doch nicht|das (?:stimmt nicht|war falsch)|stimmt nicht|falsch|eigentlich"
            + "|non|pardon|désolée?|oups|en fait|attends|c['’]est faux|perdón|perdona|espera|en realidad|me equivoqué)";
    private static final String PLAIN = "(?:correction|i meant|i mean|make (?:that|it)|scratch that|korrektur|ich meinte|ich meine|je voulais dire|corrección|quise decir|quería decir|mejor dicho)";
    private static final String IS = "(?:(?:it|that|he|she|there)['’]s|they['’]re|(?:it|that|he|she|they) (?:is|are|was|were)|(?:it |that )?(?:should|has to|must) be|es ist|er ist|sie ist|das ist|es sind|es war"
            + "|c['’]est|c['’]était|ce sont|il est|elle est|es|son|era|está)";
    private static final String VALUE = "(?<value>[^,.!?;()，。！？]+?(?:[.,:]\\d+[^,.!?;()]*?)*)";
    private static final String END = "(?:,? (?:sorry|instead|my mistake|of course|actually|pardon|perdón|entschuldigung))?\\s*(?:[.!;(–—。！]|$)";
    private static final Pattern CORRECTS = Pattern.compile("(?iU)^\\W*(?:" + SOUND + "\\b" + PAUSE + ")*(?<open>(?:" + OPENING + "\\b" + PAUSE + ")*)(?<plain>" + PLAIN + "\\b[\\s,:–—-]+)?"
            + "(?<is>" + IS + "\\s+)?" + VALUE + "(?:,? (?:and )?(?:not|nicht|pas|no) (?<old>[^,.!?;()]+?(?:[.,:]\\d+)?))?" + END);
    private static final Pattern NOT_BUT = Pattern.compile("(?iU)^\\W*(?:" + OPENING + "\\b" + PAUSE + "|(?:不对|不|错了)[，,。\\s]*)*(?:(?:it['’]s |es ist )?(?:not|nicht)|pas|不是) ?(?<old>[^,.!?;()，。！？]+?)[,，]? ?(?:but|sondern|mais|而是|是) ?" + VALUE + END);
    private static final Pattern IN_CHINESE = Pattern.compile("^\\s*(?<open>(?:不对|不是|不|错了|等等|抱歉|其实)[，,、。！!\\s]*)*(?<plain>(?:我说错了|说错了|更正|我是说|我的意思是|应该是|改成)[，,：:。\\s]*)?(?<is>是|应该是)?"
            + "(?<value>[^，。！？,!?不]{1,12}?)(?:[，,]?(?:而不是|不是)(?<old>[^，。！？,!?]{1,12}?))?\\s*(?:[。！.!]|$)");
    /** Numbers, names and what stands with them: nothing is said of anybody. */
    private static final Pattern BARE = Pattern.compile("(?U)(?:(?!I\\b|We\\b|My\\b|You\\b)(?:\\S*\\d\\S*|\\p{Lu}\\S*|(?i:on|at|in|from|to|until|till|by|the|an?|of|and|next|this|every|am|pm|uhr|o['’]clock|noon|midnight|um|ab|im|den|der|bis|le|la|el|à|de|el|los"
            + "|(?:mon|tues|wednes|thurs|fri|satur|sun)days?|(?:mon|diens|donners|frei|sams|sonn)tags?|mittwochs?|lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche|lunes|martes|miércoles|jueves|viernes|sábado|domingo"
            + "|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|twenty|thirty|forty|fifty|hundred))(?:\\s+|$))+");
    /** "No, it's fine": says how something is liked, and corrects nothing. */
    private static final Pattern OPINION = Pattern.compile("(?iU)^(?:(?:all|so|very|too|really|quite|totally|pretty|just|a|not|only|still|my|your|what|how|because|the (?:same|best|worst)) ?)*(?:right|fine|ok(?:ay)?|good|great|true|false|late|early|nice|cool|lovely|easy|hard|fun|funny|bad|sad|awful|amazing|awesome|perfect|better|worse|possible"
            + "|impossible|sure|interesting|me|you|over|done|worth.*|gut|schön|egal|klar|spät|bien|bon|tard|vrai|bueno|tarde|verdad)?$");
    private static final Pattern ENDS_WITH_VALUE = Pattern.compile("(?iU)\\b(?:is|are|was|were|named|called|['’]s|ist|sind|heißt|est|sont|s['’]appelle|es|son|se llama)\\s+(?:\\S+\\s+){0,2}\\S+?[.!]*\\s*$|[是叫][^，。]{1,8}[。！]?$");

    /** What a value may be told by, those first that hold others. */
    private enum Kind {
        TIME("(?iU)\\b\\d{1,2}[:h]\\d{2}\\b|\\b\\d{1,2} ?(?:am|pm|a\\.m\\.|p\\.m\\.|uhr|o['’]clock)(?!\\p{L})|\\b(?:noon|midnight|mittag|mitternacht|midi|minuit|mediodía|medianoche)\\b|\\d{1,2}点"),
        WEEKDAY("(?iU)\\b(?:(?:mon|tues|wednes|thurs|fri|satur|sun)days?|(?:mon|diens|donners|frei|sams|sonn)tags?|mittwochs?|sonnabends?|lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche|lunes|martes|miércoles|jueves|viernes|sábado|domingo)\\b|(?:周|星期|礼拜)[一二三四五六日天]"),
        MONTH("(?iU)\\b(?:january|february|march|april|june|july|august|september|october|november|december|januar|februar|märz|mai|juni|juli|oktober|dezember|janvier|février|mars|avril|juin|juillet|août|septembre|octobre|novembre|décembre"
                + "|enero|febrero|marzo|abril|mayo|junio|julio|agosto|septiembre|octubre|noviembre|diciembre)\\b|\\bMay\\b(?= \\d)|(?<=\\d )May\\b|月"),
        NUMBER("(?iU)\\d|\\b(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|(?:thir|four|fif|six|seven|eigh|nine)teen|(?:twen|thir|for|fif|six|seven|eigh|nine)ty|hundred|thousand|zwei|drei|vier|fünf|sechs|sieben|acht|neun|zehn|elf|zwölf"
                + "|deux|trois|quatre|cinq|sept|huit|neuf|dix|dos|tres|cuatro|cinco|siete|ocho|nueve|diez)\\b|[一二两三四五六七八九十]"),
        NAME("(?U)(?<![.!?] )(?<=[\\p{L}\\p{N},'’-] )(?!I\\b)\\p{Lu}[\\p{L}\\p{M}’'-]+");

        private final Pattern pattern;

        Kind(String pattern) {
            this.pattern = Pattern.compile(pattern);
        }
    }

    /** Empty for everything else that is said. */
    public static Optional<SpokenCorrection> in(String text) {
        if (text.length() > LONGEST || BareQuestion.is(text)) {
            return Optional.empty();
        }
        boolean chinese = text.codePoints().anyMatch(Character::isIdeographic);
        Matcher said = NOT_BUT.matcher(text);
        boolean opposes = said.find();
        if (!opposes) {
            said = (chinese ? IN_CHINESE : CORRECTS).matcher(text);
            if (!said.find()) {
                return Optional.empty();
            }
        }
        String value = said.group("value").strip();
        String old = said.group("old") == null ? null : said.group("old").strip();
        if (value.split("\\s+").length > LONGEST_VALUE || OPINION.matcher(value).matches()) {
            return Optional.empty();
        }
        boolean opened = opposes || said.group("open") != null && !said.group("open").isEmpty();
        boolean plain = !opposes && said.group("plain") != null;
        boolean is = opposes || said.group("is") != null;
        boolean says = plain || is && old != null || opened && (is || BARE.matcher(value).matches() || chinese && !kinds(value, true).isEmpty());
        return says ? Optional.of(new SpokenCorrection(value, old, plain || old != null)) : Optional.empty();
    }

    /** Whether it tells a number, a day, a time or a name. */
    public boolean tellsKind() {
        return !kinds(value, true).isEmpty();
    }

    /** Whether this may be said of a statement: that holds what this is said instead of, or else tells the same kind of thing. */
    public boolean corrects(String statement) {
        if (BareQuestion.is(statement)) {
            return false;
        }
        if (insteadOf != null && statement.toLowerCase(Locale.ROOT).contains(insteadOf.toLowerCase(Locale.ROOT))) {
            return true;
        }
        Set<Kind> told = kinds(value, true);
        Set<Kind> before = kinds(statement, false);
        boolean plainNumber = told.contains(Kind.NUMBER) && (before.contains(Kind.TIME) || before.contains(Kind.MONTH));
        return told.isEmpty() ? before.isEmpty() && ENDS_WITH_VALUE.matcher(statement).find() : plainNumber || told.stream().anyMatch(before::contains);
    }

    /** @param part whether it is only a part of a sentence, whose first word has its capital for a reason */
    private static Set<Kind> kinds(String text, boolean part) {
        Set<Kind> kinds = EnumSet.noneOf(Kind.class);
        String rest = part ? "- " + text : text;
        for (Kind kind : Kind.values()) {
            Matcher told = kind.pattern.matcher(rest);
            if (told.find()) {
                kinds.add(kind);
                rest = told.replaceAll("-"); // the numbers of a time are no others
            }
        }
        return kinds;
    }
}
