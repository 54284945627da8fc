package palimpsest.memory.ingest;

import java.nio.charset.Charset;
import java.util.function.IntPredicate;

/** Tells Chinese, Japanese and Korean encodings of two bytes a character apart where a text is too short for statistics: by the common characters of each. */
final class AsianEncoding {

    /** Of all characters so many are common ones. */
    private static final double COMMON = 0.9;
    private static final double KANA = 0.3;
    private static final double SURELY_KOREAN = 0.95;
    private static final int FEWEST_KOREAN = 6;
    private static final int FIRST_TRAIL = 0xa1;

    private AsianEncoding() {}

    /** The encoding of a short text of which no more is known; null where it is none of these. */
    static Charset of(byte[] text) {
        Pairs korean = Pairs.of(text, lead -> lead >= 0xb0 && lead <= 0xc8, FIRST_TRAIL);
        Pairs japanese = Pairs.of(text, lead -> lead == 0xa4 || lead == 0xa5, FIRST_TRAIL);
        if (japanese.isText() && japanese.common > KANA * japanese.all && Pairs.of(text, lead -> lead == 0xa4 || lead == 0xa5 || lead >= 0xb0 && lead <= 0xcf, FIRST_TRAIL).areCommon(COMMON)) {
            return Charset.forName("EUC-JP");
        }
        if (korean.isText() && korean.all >= FEWEST_KOREAN && korean.areCommon(SURELY_KOREAN)) {
            return Charset.forName("x-windows-949");
        }
        Pairs simplified = Pairs.of(text, lead -> lead >= 0xb0 && lead <= 0xd7, FIRST_TRAIL);
        if (simplified.isText() && simplified.areCommon(COMMON)) {
            return Charset.forName("GB18030");
        }
        Pairs traditional = Pairs.of(text, lead -> lead >= 0xa4 && lead <= 0xc6, '@');
        return traditional.isText() && traditional.areCommon(COMMON) ? Charset.forName("Big5") : null;
    }

    /**
     * What a text is made of, read two bytes at a time where it is no ASCII.
     *
     * @param all    characters but punctuation
     * @param common of these
     * @param joined of these next to another one, as letters of Latin words hardly ever are
     * @param faults bytes that begin no character
     */
    private record Pairs(int all, int common, int joined, int faults) {

        static Pairs of(byte[] text, IntPredicate commonLead, int firstTrail) {
            int all = 0;
            int common = 0;
            int joined = 0;
            int faults = 0;
            int lastEnd = -1;
            for (int i = 0; i < text.length; i++) {
                int lead = text[i] & 0xff;
                if (lead < 0x80) {
                    continue;
                }
                int trail = i + 1 < text.length ? text[i + 1] & 0xff : 0;
                if (lead < 0x81 || lead == 0xff || trail < '@' || trail == 0x7f || trail == 0xff) {
                    faults++;
                    continue;
                }
                boolean sign = lead >= 0xa1 && lead <= 0xa3;
                all += sign ? 0 : 1;
                common += !sign && commonLead.test(lead) && trail >= firstTrail ? 1 : 0;
                joined += !sign && lastEnd == i || !sign && i + 2 < text.length && text[i + 2] < 0 ? 1 : 0;
                i++;
                lastEnd = i + 1;
            }
            return new Pairs(all, common, joined, faults);
        }

        boolean isText() {
            return all > 1 && faults == 0 && joined * 3 >= all * 2;
        }

        boolean areCommon(double share) {
            return common >= share * all;
        }
    }
}
