package palimpsest.evaluation.verification;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.SequencedMap;
import java.util.function.Function;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import palimpsest.memory.pack.law.ChineseNumber;

/** Makes a true sentence false in one way; a way that a sentence has no place for gives nothing. */
final class Alterations {

    static final String NUMBER = "number";
    static final String DATE = "date";
    static final String UNIT = "unit";
    static final String NAME = "name";
    static final String NEGATION = "negation";

    private static final Pattern YEAR = Pattern.compile("(?<![\\p{N}.,])(1[0-9]{3}|20[0-2][0-9])(?![\\p{N}]|[.,]\\p{N})");
    private static final Pattern MONTH = Pattern.compile("\\b(January|February|March|April|June|July|August|September|October|November|December)\\b");
    private static final List<String> MONTHS = List.of("January", "February", "March", "April", "June", "July", "August", "September", "October", "November", "December");
    private static final Pattern DIGITS = Pattern.compile("(?<![\\p{N}\\p{L}.,-])(\\d{1,3}(?:,\\d{3})+|\\d{1,6})(?![\\p{N}\\p{L}]|[.,-]\\p{N})|(?<=[\\p{IsHan}\\s])(\\d{1,6})(?=\\s?\\p{IsHan})");
    private static final Pattern CHINESE = Pattern.compile("(?<![第一二三四五六七八九十百千万零])([二三四五六七八九十]{1,3})(?=个?[年月日天元倍人周岁])");
    private static final Pattern UNITS = Pattern.compile("(?<=\\d\\s?)(miles|mi|kilometres|kilometers|km|metres|meters|feet|ft|yards|years|months|days|hours|minutes|percent|%|million|billion|tons|degrees)\\b"
            + "|(?<=[\\d一二三四五六七八九十百千]\\s?)(个月|年|元|公里|米|天|小时|分钟|吨|万)(?![\\d])");
    private static final Map<String, String> OTHER_UNIT = Map.ofEntries(Map.entry("miles", "kilometres"), Map.entry("mi", "km"), Map.entry("kilometres", "miles"), Map.entry("kilometers", "miles"),
            Map.entry("km", "mi"), Map.entry("metres", "feet"), Map.entry("meters", "feet"), Map.entry("feet", "metres"), Map.entry("ft", "m"), Map.entry("yards", "miles"), Map.entry("years", "months"),
            Map.entry("months", "years"), Map.entry("days", "weeks"), Map.entry("hours", "minutes"), Map.entry("minutes", "hours"), Map.entry("percent", "kilograms"), Map.entry("%", " kg"),
            Map.entry("million", "billion"), Map.entry("billion", "million"), Map.entry("tons", "pounds"), Map.entry("degrees", "metres"), Map.entry("个月", "年"), Map.entry("年", "个月"),
            Map.entry("元", "万元"), Map.entry("公里", "米"), Map.entry("米", "公里"), Map.entry("天", "年"), Map.entry("小时", "天"), Map.entry("分钟", "小时"), Map.entry("吨", "公斤"), Map.entry("万", "亿"));
    private static final Pattern AUXILIARY = Pattern.compile("(?<=\\p{L} )(is|was|are|were|has|had|can|could|will|would|must|should|may)(?= \\p{Ll})(?! not)");
    private static final Pattern CHINESE_VERB = Pattern.compile("(?<=\\p{IsHan})(应当|可以|能够|属于|适用|会|是)(?=\\p{IsHan})");

    private final Random random;

    Alterations(Random random) {
        this.random = random;
    }

    /**
     * Altered sentences by kind.
     *
     * @param named a name that stands in the sentence; null for none
     * @param other another name of the same text, which does not
     */
    SequencedMap<String, String> of(String sentence, String named, String other) {
        var altered = new LinkedHashMap<String, String>();
        replaced(sentence, YEAR, found -> String.valueOf(Integer.parseInt(found.group()) + (random.nextBoolean() ? 7 : -4)))
                .or(() -> replaced(sentence, MONTH, found -> MONTHS.get((MONTHS.indexOf(found.group()) + 3) % MONTHS.size()))).ifPresent(each -> altered.put(DATE, each));
        boolean years = YEAR.matcher(sentence).find();
        if (!years) {
            replaced(sentence, DIGITS, found -> otherNumber(found.group())).or(() -> replaced(sentence, CHINESE, found -> ChineseNumber.write(ChineseNumber.parse(found.group()) + 2)))
                    .ifPresent(each -> altered.put(NUMBER, each));
        }
        replaced(sentence, UNITS, found -> OTHER_UNIT.get(found.group())).ifPresent(each -> altered.put(UNIT, each));
        if (named != null && other != null && sentence.contains(named) && !sentence.contains(other)) {
            altered.put(NAME, sentence.replace(named, other));
        }
        replaced(sentence, AUXILIARY, found -> found.group() + " not").or(() -> replaced(sentence, CHINESE_VERB, found -> "不" + found.group())).ifPresent(each -> altered.put(NEGATION, each));
        altered.values().removeIf(each -> each.equals(sentence));
        return altered;
    }

    private String otherNumber(String number) {
        long value = Long.parseLong(number.replace(",", ""));
        long other = value + (value < 20 ? 3 : Math.max(7, value / 5));
        return number.contains(",") ? String.format(Locale.ROOT, "%,d", other) : String.valueOf(other);
    }

    private static Optional<String> replaced(String sentence, Pattern pattern, Function<MatchResult, String> by) {
        Matcher matcher = pattern.matcher(sentence);
        return matcher.find() ? Optional.of(sentence.substring(0, matcher.start()) + by.apply(matcher.toMatchResult()) + sentence.substring(matcher.end())) : Optional.empty();
    }
}
