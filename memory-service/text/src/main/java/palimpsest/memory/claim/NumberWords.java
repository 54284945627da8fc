package palimpsest.memory.claim;

import java.math.BigDecimal;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** Numbers that are written in English or German words. */
final class NumberWords {

    private static final Map<String, Integer> SMALL = new HashMap<>();
    private static final Map<String, BigDecimal> MULTIPLES = new HashMap<>();

    static {
        String[] english = ("zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen "
                + "eighteen nineteen").split(" ");
        String[] german = "null eins zwei drei vier fünf sechs sieben acht neun zehn elf zwölf dreizehn vierzehn fünfzehn sechzehn siebzehn achtzehn neunzehn".split(" ");
        for (int i = 0; i < english.length; i++) {
            SMALL.put(english[i], i);
            SMALL.put(german[i], i);
        }
        String[] tens = "twenty thirty forty fifty sixty seventy eighty ninety".split(" ");
        String[] zehner = "zwanzig dreißig vierzig fünfzig sechzig siebzig achtzig neunzig".split(" ");
        for (int i = 0; i < tens.length; i++) {
            SMALL.put(tens[i], 10 * (i + 2));
            SMALL.put(zehner[i], 10 * (i + 2));
        }
        String[][] multiples = {{"hundred", "100"}, {"hundert", "100"}, {"dozen", "12"}, {"dutzend", "12"}, {"thousand", "1000"}, {"tausend", "1000"}, {"k", "1000"},
            {"million", "1000000"}, {"millions", "1000000"}, {"millionen", "1000000"}, {"mio", "1000000"}, {"mn", "1000000"},
            {"billion", "1000000000"}, {"billions", "1000000000"}, {"bn", "1000000000"}, {"milliarde", "1000000000"}, {"milliarden", "1000000000"}, {"mrd", "1000000000"},
            {"trillion", "1000000000000"}, {"trillions", "1000000000000"}, {"万", "10000"}, {"亿", "100000000"}};
        for (String[] multiple : multiples) {
            MULTIPLES.put(multiple[0], new BigDecimal(multiple[1]));
        }
    }

    /** Of the words that a number may begin with. */
    private static final String INITIALS = SMALL.keySet().stream().map(word -> word.substring(0, 1)).distinct().collect(Collectors.joining());
    private static final int LONGEST = SMALL.keySet().stream().mapToInt(String::length).max().orElseThrow();

    private NumberWords() {}

    /** What a word multiplies the number before it by. */
    static Optional<BigDecimal> multiple(String word) {
        return Optional.ofNullable(MULTIPLES.get(word.toLowerCase(Locale.ROOT)));
    }

    /** Whether a number may begin with a word of the text; asked before the words are looked at one by one. */
    static boolean standIn(String text) {
        int from = -1;
        for (int i = 0; i <= text.length(); i++) {
            boolean letter = i < text.length() && Character.isLetter(text.charAt(i));
            if (letter && from < 0) {
                from = i;
            } else if (!letter && from >= 0) {
                if (i - from <= LONGEST && INITIALS.indexOf(Character.toLowerCase(text.charAt(from))) >= 0 && SMALL.containsKey(text.substring(from, i).toLowerCase(Locale.ROOT))) {
                    return true;
                }
                from = -1;
            }
        }
        return false;
    }

    /** Whether a number may begin with the word. */
    static boolean begins(String word) {
        String lower = word.toLowerCase(Locale.ROOT);
        return SMALL.containsKey(lower) || SMALL.containsKey(lower.split("-")[0]) && value(lower).isPresent();
    }

    /** The value of words with spaces or hyphens between them, such as {@code two hundred and twenty-five}; empty for anything else. */
    static Optional<BigDecimal> value(String words) {
        BigDecimal total = BigDecimal.ZERO;
        BigDecimal group = null;
        for (String word : words.toLowerCase(Locale.ROOT).split("[\\s-]+")) {
            Integer small = SMALL.get(word);
            BigDecimal multiple = MULTIPLES.get(word);
            if (small != null) {
                group = (group == null ? BigDecimal.ZERO : group).add(BigDecimal.valueOf(small));
            } else if (multiple != null && multiple.intValue() == 100 && group != null) {
                group = group.multiply(multiple);
            } else if (multiple != null && group != null) {
                total = total.add(group.multiply(multiple));
                group = null;
            } else if (!word.equals("and") || group == null && total.signum() == 0) {
                return Optional.empty();
            }
        }
        return group == null && total.signum() == 0 ? Optional.empty() : Optional.of(total.add(group == null ? BigDecimal.ZERO : group));
    }
}
