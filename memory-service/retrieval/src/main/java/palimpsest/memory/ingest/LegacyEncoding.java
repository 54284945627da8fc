package palimpsest.memory.ingest;

import java.io.ByteArrayOutputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.tika.parser.txt.CharsetDetector;
import org.apache.tika.parser.txt.CharsetMatch;
import org.mozilla.universalchardet.UniversalDetector;

/**
 * The encoding of text that is no Unicode: by what it declares, by ICU's statistics of letters, and by the encodings of DOS and of old Macs where these leave
 * fewer signs inside of words.
 */
final class LegacyEncoding {

    /** So many bytes are looked at, of lines that hold more than ASCII. */
    private static final int ENOUGH = 12_000;
    private static final int OF_A_LINE = 1_000;
    private static final int FIRST_BYTES = 400;
    /** Bytes at fault are few when there are so many times as many others, and lines of an encoding many when the others are no more than so many times as many. */
    private static final int FEW = 8;
    private static final int CERTAIN = 100;
    private static final int SURE = 60;
    private static final int SHIFTS = 50;
    /** What ICU says of an encoding that is not impossible. */
    private static final int UNSURE = 10;
    /** Of all that is no ASCII, signs inside of words from this share on tell of a wrong encoding. */
    private static final double ODD = 0.05;
    private static final Charset WINDOWS_1252 = Charset.forName("windows-1252");
    private static final Charset THAI = Charset.forName("x-windows-874");
    private static final Charset LATIN_9 = Charset.forName("ISO-8859-15");
    private static final Charset DOS = Charset.forName("IBM850");
    private static final Charset DOS_CENTRAL = Charset.forName("IBM852");
    private static final Charset MAC = Charset.forName("x-MacRoman");
    /** Encodings that hold another one whole, and more. */
    private static final Map<String, String> LARGER = Map.of("ISO-8859-1", "windows-1252", "ISO-8859-8-I", "windows-1255", "ISO-8859-8", "windows-1255", "ISO-8859-9", "windows-1254",
            "EUC-KR", "x-windows-949", "Shift_JIS", "windows-31j", "KOI8-R", "KOI8-U");
    private static final Pattern DECLARED = Pattern.compile("\\A\\s*<\\?xml[^>]*\\sencoding\\s*=\\s*[\"']([A-Za-z0-9._:-]{2,40})[\"']");
    private static final Set<String> OF_MAINFRAMES = Set.of("IBM420", "IBM424", "IBM500");
    private static final Set<String> WESTERN = Set.of("windows-1252", "ISO-8859-1");
    private static final Set<String> LATIN = Set.of("windows-1252", "windows-1250", "windows-1254", "ISO-8859-1", "ISO-8859-2");
    private static final Set<String> CENTRAL_EUROPE = Set.of("cs", "hu", "pl", "ro");
    /** What may stand inside of a word or a name. */
    private static final String WITHIN = "'\u2019\u00b7-\u2013\u2010\u2011_";

    private static final Pattern HZ = Pattern.compile("~\\{((?:[!-w][!-~])+)~}");
    private static final Charset BALTIC = Charset.forName("windows-1257");
    private static final Charset GREEK = Charset.forName("windows-1253");
    /** Latvian and Lithuanian, read as the encoding of western Europe: letters of Icelandic where Icelandic never has them. */
    private static final Pattern OF_BALTIC = Pattern.compile("(?U)[\\p{L}&&[^\\u00fe\\u00de]][\\u00fe\\u00de]|\\b[\\u00f0\\u00d0]\\p{L}");
    /** "Ά", where the other Greek encoding has a quotation mark. */
    private static final int ACCENTED_ALPHA = 0xa2;

    private LegacyEncoding() {}

    /** Text in a seven-bit encoding, which is ASCII with signs that change what follows (ISO-2022-JP, ISO-2022-KR, HZ of RFC 1843); null for anything else. */
    static String shifted(byte[] content) {
        String hz = hz(content);
        if (hz != null) {
            return hz;
        }
        int shift = 0;
        while (shift < content.length && content[shift] != 0x1b && content[shift] != 0x0e) {
            shift++;
        }
        if (shift == content.length) {
            return null;
        }
        CharsetMatch match = new CharsetDetector().setText(content.length <= ENOUGH ? content : Arrays.copyOf(content, ENOUGH)).detect();
        return match != null && match.getName().startsWith("ISO-2022") && match.getConfidence() >= SHIFTS && Charset.isSupported(match.getName())
                ? new String(content, Charset.forName(match.getName())) : null;
    }

    /** Chinese between {@code ~{} and {@code ~\}}, each character as two of ASCII; null where any of it is none. */
    private static String hz(byte[] content) {
        if (high(content) > 0) {
            return null;
        }
        String text = new String(content, StandardCharsets.ISO_8859_1);
        Matcher shifted = HZ.matcher(text);
        if (!shifted.find()) {
            return null;
        }
        String read = shifted.replaceAll(part -> {
            byte[] pairs = part.group(1).getBytes(StandardCharsets.ISO_8859_1);
            for (int i = 0; i < pairs.length; i++) {
                pairs[i] |= (byte) 0x80;
            }
            return Matcher.quoteReplacement(new String(pairs, Charset.forName("GB2312")));
        });
        return read.indexOf('\ufffd') < 0 && read.codePoints().anyMatch(Character::isIdeographic) ? read.replace("~~", "~") : null;
    }

    /**
     * The text of bytes that are not UTF-8 throughout. Lines that are UTF-8 are read as such when there are several: some files are written by programs that differ.
     */
    static String read(byte[] content) {
        Matcher declared = DECLARED.matcher(new String(content, 0, Math.min(content.length, FIRST_BYTES), StandardCharsets.ISO_8859_1));
        if (declared.find() && Charset.isSupported(declared.group(1)) && !declared.group(1).toUpperCase(Locale.ROOT).startsWith("UTF")) {
            return new String(content, Charset.forName(declared.group(1)));
        }
        return mixed(content);
    }

    private static String mixed(byte[] content) {
        Charset legacy = of(content);
        var text = new StringBuilder(content.length);
        int unicode = 0;
        int others = 0;
        for (int start = 0; start < content.length;) {
            int end = start;
            boolean ascii = true;
            while (end < content.length && content[end] != '\n') {
                ascii &= content[end] >= 0;
                end++;
            }
            end = Math.min(content.length, end + 1);
            byte[] line = Arrays.copyOfRange(content, start, end);
            start = end;
            int faults = ascii ? 0 : faults(line);
            boolean utf8 = faults == 0 || faults * FEW < high(line);
            unicode += utf8 && !ascii ? 1 : 0;
            others += utf8 ? 0 : 1;
            text.append(new String(line, utf8 ? StandardCharsets.UTF_8 : legacy));
        }
        // a few lines of another encoding are UTF-8 by chance
        return unicode * FEW > others ? text.toString() : new String(content, legacy);
    }

    /** How many bytes are at fault in UTF-8. */
    private static int faults(byte[] line) {
        return (int) new String(line, StandardCharsets.UTF_8).chars().filter(c -> c == 0xfffd).count();
    }

    private static int high(byte[] line) {
        int high = 0;
        for (byte one : line) {
            high += one < 0 ? 1 : 0;
        }
        return high;
    }

    /** What the bytes are encoded in most likely. */
    static Charset of(byte[] content) {
        byte[] telling = telling(content);
        Charset baltic = BalticEncoding.of(telling);
        if (baltic != null) {
            return baltic;
        }
        List<CharsetMatch> matches = Arrays.stream(new CharsetDetector().setText(telling).detectAll()).filter(LegacyEncoding::isLikely).toList();
        CharsetMatch best = matches.isEmpty() ? null : matches.getFirst();
        if (best == null || best.getConfidence() <= UNSURE || best.getConfidence() <= SURE && (isLatin(best) || odd(telling, charset(best)) > ODD)) {
            Charset asian = AsianEncoding.of(telling);
            if (asian != null) {
                return asian;
            }
        }
        if ((best == null || best.getConfidence() < CERTAIN) && isThai(telling)) {
            return THAI;
        }
        Charset guessed = best == null ? WINDOWS_1252 : charset(best);
        if (guessed.name().equals("ISO-8859-7") && beginsWord(telling, ACCENTED_ALPHA)) {
            return GREEK;
        }
        if (OF_MAINFRAMES.contains(guessed.name()) || guessed.newEncoder().maxBytesPerChar() > 1) {
            return guessed;
        }
        var others = matches.stream().skip(1).filter(match -> match.getConfidence() * 2 > best.getConfidence()).map(LegacyEncoding::charset)
                .filter(charset -> charset.newEncoder().maxBytesPerChar() == 1);
        boolean central = best != null && best.getLanguage() != null && CENTRAL_EUROPE.contains(best.getLanguage());
        Charset least = leastOdd(telling, guessed, Stream.concat(others, Stream.of(central ? DOS_CENTRAL : DOS, MAC)).toList());
        if (WESTERN.contains(least.name()) && OF_BALTIC.matcher(new String(telling, WINDOWS_1252)).find()) {
            return BALTIC;
        }
        return least.equals(WINDOWS_1252) && isOfEuro(telling) ? LATIN_9 : least;
    }

    private static boolean isLatin(CharsetMatch match) {
        return LATIN.contains(charset(match).name());
    }

    private static boolean beginsWord(byte[] text, int letter) {
        return IntStream.range(0, text.length - 1).anyMatch(i -> (text[i] & 0xff) == letter && text[i + 1] < 0 && (i == 0 || text[i - 1] == ' ' || text[i - 1] == '\n'));
    }

    private static Charset charset(CharsetMatch match) {
        return Charset.forName(LARGER.getOrDefault(match.getName(), match.getName()));
    }

    /** Whether the euro sign stands where ISO-8859-1 has one for any currency, which nobody writes. */
    private static boolean isOfEuro(byte[] telling) {
        boolean euro = false;
        for (byte one : telling) {
            if ((one & 0xe0) == 0x80) {
                return false;
            }
            euro |= (one & 0xff) == 0xa4;
        }
        return euro;
    }

    private static boolean isLikely(CharsetMatch match) {
        String name = match.getName().replaceAll("_.*", "");
        return !name.startsWith("UTF") && !name.startsWith("ISO-2022") && Charset.isSupported(LARGER.getOrDefault(match.getName(), match.getName()))
                && (!OF_MAINFRAMES.contains(name) || match.getConfidence() >= SURE);
    }

    private static boolean isThai(byte[] telling) {
        var detector = new UniversalDetector();
        detector.handleData(telling);
        detector.dataEnd();
        String charset = detector.getDetectedCharset();
        return charset != null && charset.equals("TIS620");
    }

    private static Charset leastOdd(byte[] telling, Charset guessed, List<Charset> others) {
        double least = odd(telling, guessed);
        Charset best = guessed;
        for (Charset other : least > ODD ? others : List.<Charset>of()) {
            double odd = odd(telling, other);
            if (odd < least / 2) {
                least = odd;
                best = other;
            }
        }
        return best;
    }

    /** The share of what is no ASCII that no text has there: signs and capitals inside of words, and controls. */
    private static double odd(byte[] bytes, Charset charset) {
        String text = new String(bytes, charset);
        int odd = 0;
        int all = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c < 0x80) {
                continue;
            }
            all++;
            boolean afterLetter = i > 0 && Character.isLetter(text.charAt(i - 1));
            boolean beforeLetter = i + 1 < text.length() && Character.isLetter(text.charAt(i + 1));
            boolean sign = afterLetter && beforeLetter && !Character.isLetter(c) && Character.getType(c) != Character.NON_SPACING_MARK && WITHIN.indexOf(c) < 0;
            boolean inLetters = c == '\u0192' || (c == '\u00ba' || c == '\u00aa') && beforeLetter;
            boolean capital = afterLetter && Character.isUpperCase(c) && Character.isLowerCase(text.charAt(i - 1));
            odd += sign || capital || inLetters || c == 0xfffd || Character.isISOControl(c) ? 1 : 0;
        }
        return all == 0 ? 0 : (double) odd / all;
    }

    /** Lines that hold more than ASCII, as a long file may begin with many that do not. */
    private static byte[] telling(byte[] content) {
        var telling = new ByteArrayOutputStream(Math.min(content.length, ENOUGH));
        for (int start = 0; start < content.length && telling.size() < ENOUGH;) {
            int high = start;
            while (high < content.length && content[high] >= 0) {
                high++;
            }
            if (high == content.length) {
                break;
            }
            int from = high;
            while (from > start && content[from - 1] != '\n' && high - from < OF_A_LINE / 2) {
                from--;
            }
            int to = high;
            while (to < content.length && content[to] != '\n' && to - high < OF_A_LINE) {
                to++;
            }
            telling.write(content, from, to - from);
            telling.write('\n');
            start = to;
        }
        return telling.size() == 0 ? content : telling.toByteArray();
    }
}
