package palimpsest.memory.claim;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Finds the numbers of a text with their units, in the ways in which people write them. */
public final class Quantities {

    private static final String GROUPED = "\\d{1,3}(?:(?<group>[.,' ])\\d{3})(?:\\k<group>\\d{3})*(?:[.,]\\d+)?(?![\\d])";
    private static final String INDIAN = "\\d{1,2}(?:,\\d{2})+,\\d{3}(?:\\.\\d+)?(?!\\d)";
    private static final String PLAIN = "\\d+(?:[.,]\\d+)?";
    /** No digit that is a part of a name (B12, v2) begins a number; a currency may stand before it. */
    private static final Pattern DIGITS = Pattern.compile("(?<![\\p{L}\\d_.,])(?<money>US\\$|[$€£¥₹₩₽₿¢]|(?<=^|\\P{L})(?:USD|EUR|GBP|CHF|JPY) ?)? ?"
            + "(?<sign>(?<=^|[\\s(\\[=:€$£¥])[-+])?(?<number>" + INDIAN + "|" + GROUPED + "|" + PLAIN + "|(?<![\\d])\\.\\d+)(?<exponent>[eE][-+]?\\d{1,3}(?![\\p{L}\\d])"
            + "| ?[×x] ?10\\^?[-+]?\\d{1,3})?(?<fraction> ?[½¼¾⅛⅜⅝⅞⅕⅖⅗⅘])?");
    private static final Pattern FRACTION = Pattern.compile("(?<![\\d])[½¼¾⅛⅜⅝⅞⅕⅖⅗⅘]");
    private static final Pattern WORDS = Pattern.compile("(?U)\\b\\p{L}+(?:-\\p{L}+)*");
    private static final Pattern NEXT_WORD = Pattern.compile("(?U)\\G[\\s-]+(\\p{L}+(?:-\\p{L}+)*)");
    private static final Pattern NEXT = Pattern.compile("(?U)\\G[ \\t\\n-]?(\\p{L}+/\\p{L}+|(?:[°%‰$€£¥¢℃℉µμ]+\\p{L}?|US\\$|\\p{L}+)[²³]?\\.?)");
    private static final Pattern ORDINAL = Pattern.compile("\\G(?:st|nd|rd|th)\\b");
    /** Evidence of how a text writes decimals. */
    private static final Pattern DECIMAL_COMMA = Pattern.compile("(?<![\\d,])\\d+,\\d{1,2}(?![\\d,])|\\d\\.\\d{3},\\d");
    private static final Pattern DECIMAL_POINT = Pattern.compile("(?<![\\d.])\\d+\\.(?:\\d{1,2}|\\d{4,})(?![\\d.])|\\d,\\d{3}[.,]\\d");

    private final String text;
    private final boolean digits;
    private final boolean comma;
    private final boolean point;

    private Quantities(String text) {
        this.text = Digits.plain(text);
        this.digits = Digits.standIn(this.text);
        this.comma = digits && DECIMAL_COMMA.matcher(this.text).find();
        this.point = digits && DECIMAL_POINT.matcher(this.text).find();
    }

    /** In order; those in words too. */
    public static List<Quantity> in(String text) {
        return new Quantities(text).all();
    }

    private List<Quantity> all() {
        List<Quantity> found = new ArrayList<>();
        // Most sentences hold no number: a look at their characters spares them the patterns.
        Matcher number = DIGITS.matcher(text);
        while (digits && number.find()) {
            digits(number).ifPresent(found::add);
        }
        FRACTION.matcher(text).results().filter(match -> found.stream().noneMatch(other -> match.start() < other.end() && match.end() > other.start()))
                .forEach(match -> found.add(with(match.start(), match.end(), Set.of(normal(BigDecimal.valueOf(Digits.fraction(text.charAt(match.start()))))), null, false)));
        if (NumberWords.standIn(text)) {
            words(found);
        }
        found.sort(Comparator.comparingInt(Quantity::start));
        return found;
    }

    private Optional<Quantity> digits(Matcher match) {
        int end = match.end();
        if (end < text.length() && Character.isLetter(text.charAt(end)) && !ORDINAL.matcher(text).region(end, text.length()).lookingAt() && !unitFollows(end)) {
            return Optional.empty(); // 3D, 4x4: a name
        }
        Set<BigDecimal> values = new LinkedHashSet<>(readings(match.group("number")));
        if (match.group("exponent") != null) {
            int power = Integer.parseInt(match.group("exponent").replaceAll("(?: ?[×x] ?10\\^?|[eE])\\+?", ""));
            values = scaled(values, BigDecimal.ONE.scaleByPowerOfTen(power));
        }
        if (match.group("fraction") != null) {
            BigDecimal more = BigDecimal.valueOf(Digits.fraction(match.group("fraction").strip().charAt(0)));
            values = Set.of(normal(values.iterator().next().add(more)));
        }
        if ("-".equals(match.group("sign"))) {
            values = scaled(values, BigDecimal.valueOf(-1));
        }
        String money = match.group("money");
        int start = money != null ? match.start("money") : match.group("sign") != null ? match.start("sign") : match.start("number");
        return Optional.of(with(start, end, values, money == null ? null : money.strip(), false));
    }

    private boolean unitFollows(int at) {
        Matcher next = NEXT.matcher(text).region(at, text.length());
        if (!next.lookingAt()) {
            return false;
        }
        String word = bare(next);
        return Unit.of(word).isPresent() || NumberWords.multiple(word).isPresent() || Character.isIdeographic(word.codePointAt(0)) || word.equals("m");
    }

    /** Every value that the digits may mean; one where the text leaves no doubt. */
    private Set<BigDecimal> readings(String number) {
        String bare = number.replace(" ", "").replace("'", "");
        int point = bare.lastIndexOf('.');
        int comma = bare.lastIndexOf(',');
        if (point >= 0 && comma >= 0) {
            char decimal = point > comma ? '.' : ',';
            String grouping = decimal == '.' ? "," : ".";
            return Set.of(normal(new BigDecimal(bare.replace(grouping, "").replace(decimal, '.'))));
        }
        int at = Math.max(point, comma);
        if (at < 0) {
            return Set.of(normal(new BigDecimal(bare)));
        }
        char mark = bare.charAt(at);
        boolean several = bare.indexOf(mark) != at;
        boolean group = bare.length() - at - 1 == 3 && at >= 1 && at <= 3 && bare.charAt(0) != '0';
        BigDecimal whole = normal(new BigDecimal(bare.replace(String.valueOf(mark), "")));
        if (several) {
            return Set.of(whole);
        }
        BigDecimal decimal = normal(new BigDecimal((bare.startsWith(".") ? "0" : "") + bare.replace(',', '.')));
        if (!group) {
            return Set.of(decimal);
        }
        boolean decimalMark = mark == ',' ? this.comma : this.point;
        boolean otherMark = mark == ',' ? this.point : this.comma;
        if (otherMark && !decimalMark || mark == ',' && !decimalMark) {
            return Set.of(whole);
        }
        return new LinkedHashSet<>(List.of(whole, decimal));
    }

    /** Reads on behind a number: what multiplies it, then its unit, which an adjective may part from it, or what is counted. */
    private Quantity with(int start, int end, Set<BigDecimal> values, String money, boolean word) {
        List<Unit> units = new ArrayList<>(Optional.ofNullable(money).flatMap(Unit::of).stream().toList());
        Set<BigDecimal> all = values;
        int last = end;
        String counted = "";
        int words = 0;
        Matcher next = NEXT.matcher(text).region(last, text.length());
        while (words < 2 && next.lookingAt()) {
            String following = bare(next);
            Optional<BigDecimal> multiple = words == 0 ? multiple(following, money != null, next.start() == next.start(1)) : Optional.empty();
            String two = following + secondWord(next.end());
            String unit = Unit.of(two).isPresent() ? two : following;
            if (multiple.isPresent()) {
                all = scaled(all, multiple.get());
                last = next.end();
            } else if (Unit.of(unit).isPresent()) {
                units.add(Unit.of(unit).get());
                last = next.start(1) + unit.length();
                break;
            } else {
                counted = counted.isEmpty() ? following.toLowerCase(Locale.ROOT) : counted;
                words = next.group(1).endsWith(".") ? 2 : words + 1;
            }
            next = NEXT.matcher(text).region(words == 0 ? last : next.end(), text.length());
        }
        int stop = Math.min(last, text.length());
        return new Quantity(text.substring(start, stop), start, stop, all, units, counted, word);
    }

    private static String bare(Matcher next) {
        return next.group(1).endsWith(".") ? next.group(1).substring(0, next.group(1).length() - 1) : next.group(1);
    }

    private String secondWord(int at) {
        Matcher next = NEXT.matcher(text).region(at, text.length());
        return next.lookingAt() ? " " + bare(next) : "";
    }

    /** A bare m is a million of money and a metre otherwise. */
    private static Optional<BigDecimal> multiple(String word, boolean money, boolean attached) {
        if (money && attached && (word.equalsIgnoreCase("m"))) {
            return Optional.of(new BigDecimal("1000000"));
        }
        if (money && attached && word.equalsIgnoreCase("b")) {
            return Optional.of(new BigDecimal("1000000000"));
        }
        return word.equals("K") || !word.equals("k") || attached ? NumberWords.multiple(word) : Optional.empty();
    }

    private void words(List<Quantity> found) {
        Matcher word = WORDS.matcher(text);
        int at = 0;
        while (word.find(at)) {
            at = word.end();
            int start = word.start();
            if (!NumberWords.begins(word.group()) || found.stream().anyMatch(other -> start < other.end() && start >= other.start())) {
                continue;
            }
            int end = word.end();
            BigDecimal value = NumberWords.value(word.group()).orElse(null);
            // As long as more words make a number: two hundred and twenty-five.
            for (int words = 0; words < 8; words++) {
                Matcher next = NEXT_WORD.matcher(text).region(at, text.length());
                if (!next.lookingAt()) {
                    break;
                }
                String so = text.substring(start, next.end());
                Optional<BigDecimal> longer = NumberWords.value(so);
                boolean joins = next.group(1).equalsIgnoreCase("and");
                if (longer.isEmpty() && !joins) {
                    break;
                }
                at = next.end();
                if (longer.isPresent() && !joins) {
                    value = longer.get();
                    end = next.end();
                }
            }
            if (value != null) {
                found.add(with(start, end, Set.of(normal(value)), null, true));
            }
            at = end;
        }
    }

    private static Set<BigDecimal> scaled(Set<BigDecimal> values, BigDecimal by) {
        Set<BigDecimal> scaled = new LinkedHashSet<>();
        values.forEach(value -> scaled.add(normal(value.multiply(by))));
        return scaled;
    }

    /** Equal numbers are equal objects. */
    private static BigDecimal normal(BigDecimal value) {
        return value.signum() == 0 ? BigDecimal.ZERO : new BigDecimal(value.stripTrailingZeros().toPlainString());
    }
}
