package palimpsest.memory.pack.law;

/** Whole numbers as Chinese laws write them, up to 9,999: {@code 一百二十}, {@code 二〇}, {@code 十一}, and digits as they are. */
public final class ChineseNumber {

    /** All characters that they are written with, for a character class. */
    public static final String DIGITS = "一二三四五六七八九十百千零〇两0-9０-９";

    private static final String ONES = "零一二三四五六七八九";

    private ChineseNumber() {}

    /** @throws IllegalArgumentException when it is no such number */
    public static int parse(String text) {
        int total = 0;
        int ones = 0;
        boolean units = text.matches(".*[十百千].*");
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i) == '〇' ? '零' : text.charAt(i) == '两' ? '二' : text.charAt(i);
            int digit = ONES.indexOf(c) >= 0 ? ONES.indexOf(c) : Character.digit(c, 10);
            int unit = c == '十' ? 10 : c == '百' ? 100 : c == '千' ? 1_000 : 0;
            if (unit > 0) {
                total += Math.max(ones, 1) * unit;
                ones = 0;
            } else if (digit >= 0) {
                ones = units ? digit : Math.addExact(Math.multiplyExact(ones, 10), digit);
            } else {
                throw new IllegalArgumentException("no number: " + text);
            }
        }
        return total + ones;
    }

    /** As laws write it, up to 9,999. */
    public static String write(int number) {
        var written = new StringBuilder();
        int rest = number;
        boolean zero = false;
        for (int unit = 1_000; unit >= 1; unit /= 10) {
            int digit = rest / unit;
            rest %= unit;
            if (digit == 0) {
                zero = !written.isEmpty();
                continue;
            }
            if (zero) {
                written.append('零');
                zero = false;
            }
            boolean ten = unit == 10 && digit == 1 && written.isEmpty();
            written.append(ten ? "" : String.valueOf(ONES.charAt(digit))).append(unit == 1 ? "" : String.valueOf(" 十百千".charAt(unit == 10 ? 1 : unit == 100 ? 2 : 3)));
        }
        return written.isEmpty() ? "零" : written.toString();
    }
}
