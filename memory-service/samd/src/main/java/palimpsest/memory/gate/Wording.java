package palimpsest.memory.gate;

import java.lang.Character.UnicodeScript;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** How English turns are worded: words, sentences, and the cues that features count. */
public final class Wording {

    /** Characters of scripts that are written without spaces stand alone, as in the index of words. */
    private static final Set<UnicodeScript> ALONE = EnumSet.of(UnicodeScript.HAN, UnicodeScript.HIRAGANA, UnicodeScript.KATAKANA, UnicodeScript.THAI, UnicodeScript.LAO,
            UnicodeScript.KHMER, UnicodeScript.MYANMAR);
    /** The first character of these scripts: for those before it nothing is looked up. */
    private static final int FIRST_ALONE = 0x0E01;
    private static final Pattern SENTENCE_END = Pattern.compile("(?<=[.!?])\\s+|(?<=[。！？])");

    static final LexicalPattern TIME = LexicalPattern.of("yesterday today tonight tomorrow ago recently lately monday tuesday wednesday thursday friday saturday sunday january "
            + "february march april june july august september october november december since already",
            "last (?:night|week|weekend|month|year|summer|winter|spring|fall|autumn|mon|tue|wed|thu|fri|sat|sun)\\w*|next \\w+"
            + "|this (?:morning|afternoon|evening|week|weekend|month|year|summer|fall|winter|spring)|the other day|when i was"
            + "|few (?:days|weeks|months|years)|(?:for|in) (?:\\w+ )?(?:days?|weeks?|months?|years?)");
    static final LexicalPattern PLAN = LexicalPattern.of("gonna will i'll we'll plan plans planning hoping intend decided scheduled starting soon considering dream goal",
            "going (?:to|on)|want to|hope to|looking forward|can't wait|thinking (?:of|about)|signed up");
    static final LexicalPattern PAST = LexicalPattern.of("went got had was were did made took saw met bought found won lost left came gave wrote read been tried", "\\w{3,}ed");
    static final LexicalPattern FIRST_PERSON = LexicalPattern.of("i i'm i've i'd i'll my me mine myself we we're we've our us 我 私", "");
    static final LexicalPattern SECOND_PERSON = LexicalPattern.of("you you're you've your yours yourself", "");
    static final LexicalPattern MY = LexicalPattern.of("my", "");
    static final LexicalPattern THANKS = LexicalPattern.of("thanks thx appreciate", "thank you");
    static final LexicalPattern FAREWELL = LexicalPattern.of("bye", "take care|see you|talk (?:to you )?(?:soon|later)|catch you|good luck|have (?:fun|a (?:great|good|nice))");
    static final LexicalPattern PRAISE = LexicalPattern.of("amazing awesome great inspiring proud wonderful incredible beautiful lovely cute fantastic impressive support glad sorry "
            + "important positive journey sharing inspire inspires inspired agree definitely congrats congratulations", "happy for you|sounds like|keep (?:it )?up");
    static final LexicalPattern RELATION = LexicalPattern.of("mom mother dad father sister brother son daughter kid kids child children wife husband partner boyfriend girlfriend "
            + "aunt auntie uncle cousin friend friends dog cat pet pets pup pups puppy puppies colleague boss team family neighbor", "grand\\w+");
    static final LexicalPattern PREFERENCE = LexicalPattern.of("favorite favourite love loves like likes enjoy enjoys enjoyed enjoying prefer hate into passion passionate hobby "
            + "hobbies allergic allergy allergies always", "fan of");
    static final LexicalPattern NUMBER_WORD = LexicalPattern.of("two three four five six seven eight nine ten dozen couple hundred once twice first second third", "");
    static final Pattern GREETING = start("hey|hi|hello|good (?:morning|evening|afternoon)|long time");
    static final Pattern ACKNOWLEDGEMENT = start("wow|cool|nice|great|awesome|congrats|congratulations|yeah|yep|yes|no problem|sure|of course|definitely"
            + "|absolutely|totally|agreed|exactly|that'?s|sounds|so (?:sorry|glad|happy)|no worries|you'?re|i agree|glad|amazing|haha");
    static final Pattern DIGIT = Pattern.compile("\\d");
    static final Pattern ASKS_WHAT = question("\\b(?:what|who|where|when|which|how (?:many|much|long|old|often))\\b");
    static final Pattern ASKS_HOW = question("\\b(?:how|why)\\b");
    static final Pattern ASKS_WHETHER = question("(?:^|[.!?,] )\\s*(?:do|did|are|have|is|has|any|got)\\b");

    private static final Set<String> STOP_WORDS = Arrays.stream(("a about above after again against all am an and any are aren't as at be because been "
            + "before being below between both but by can can't cannot could couldn't did didn't do does doesn't doing don't down during each few for from "
            + "further had hadn't has hasn't have haven't having he he'd he'll he's her here here's hers herself him himself his how how's i i'd i'll i'm "
            + "i've if in into is isn't it it's its itself let's me more most mustn't my myself no nor not of off on once only or other ought our ours "
            + "ourselves out over own same shan't she she'd she'll she's should shouldn't so some such than that that's the their theirs them themselves "
            + "then there there's these they they'd they'll they're they've this those through to too under until up very was wasn't we we'd we'll we're "
            + "we've were weren't what what's when when's where where's which while who who's whom why why's with won't would wouldn't you you'd you'll "
            + "you're you've your yours yourself yourselves").split(" ")).collect(Collectors.toUnmodifiableSet());

    private Wording() {}

    private static Pattern start(String alternatives) {
        return Pattern.compile("^\\W*(?:" + alternatives + ")\\b", Pattern.CASE_INSENSITIVE);
    }

    private static Pattern question(String opening) {
        return Pattern.compile(opening + "[^?.!]*\\?", Pattern.CASE_INSENSITIVE);
    }

    /** Words in lower case, numbers among them. */
    public static List<String> words(String text) {
        return lower(spelt(text));
    }

    private static List<String> lower(List<String> spelt) {
        return spelt.stream().map(word -> word.toLowerCase(Locale.ROOT).replace('’', '\'')).toList();
    }

    /** Words as they are written: letters with the marks and apostrophes that follow them, characters that stand alone, and numbers such as 1.5 or 10:30. */
    static List<String> spelt(String text) {
        List<String> words = new ArrayList<>();
        int at = 0;
        while (at < text.length()) {
            int character = text.codePointAt(at);
            int end = at + Character.charCount(character);
            if (isAlone(character)) {
                words.add(text.substring(at, end));
            } else if (Character.isLetter(character)) {
                end = endOfLetters(text, end);
                words.add(text.substring(at, end));
            } else if (isDigit(character)) {
                end = endOfNumber(text, end);
                words.add(text.substring(at, end));
            }
            at = end;
        }
        return Collections.unmodifiableList(words);
    }

    private static int endOfLetters(String text, int from) {
        int end = from;
        while (end < text.length()) {
            int character = text.codePointAt(end);
            boolean goesOn = Character.isLetter(character) || character == '\'' || character == '’' || isMark(character);
            if (!goesOn || isAlone(character)) {
                return end;
            }
            end += Character.charCount(character);
        }
        return end;
    }

    private static int endOfNumber(String text, int from) {
        int end = from;
        while (end < text.length()) {
            if (isDigit(text.charAt(end))) {
                end++;
            } else if (".,:".indexOf(text.charAt(end)) >= 0 && end + 1 < text.length() && isDigit(text.charAt(end + 1))) {
                end += 2;
            } else {
                return end;
            }
        }
        return end;
    }

    private static boolean isAlone(int character) {
        return character >= FIRST_ALONE && ALONE.contains(UnicodeScript.of(character));
    }

    private static boolean isDigit(int character) {
        return character >= '0' && character <= '9';
    }

    private static boolean isMark(int character) {
        return switch (Character.getType(character)) {
            case Character.NON_SPACING_MARK, Character.COMBINING_SPACING_MARK, Character.ENCLOSING_MARK -> true;
            default -> false;
        };
    }

    /** A sentence with its words as they are written and in lower case. */
    record Sentence(String text, List<String> spelt, List<String> words) {
        boolean isQuestion() {
            return Wording.isQuestion(text);
        }
    }

    static List<Sentence> sentences(String text) {
        return SENTENCE_END.splitAsStream(text).filter(sentence -> !sentence.isBlank()).map(sentence -> {
            List<String> spelt = spelt(sentence);
            return new Sentence(sentence, spelt, lower(spelt));
        }).toList();
    }

    static boolean isStopWord(String word) {
        return STOP_WORDS.contains(word);
    }

    /** Words that carry meaning: no stop words, no single letters. */
    static List<String> contentWords(List<String> words) {
        return words.stream().filter(word -> (word.length() > 1 || isAlone(word.codePointAt(0))) && !isStopWord(word)).toList();
    }

    static boolean has(Pattern expression, String text) {
        return expression.matcher(text).find();
    }

    static boolean isQuestion(String sentence) {
        String said = sentence.stripTrailing();
        return said.endsWith("?") || said.endsWith("？");
    }
}
