package palimpsest.memory.ingest;

import java.nio.charset.Charset;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Tells Lithuanian and Latvian in the encodings of the ISO (ISO-8859-4) and of DOS (code page 775), which statistics of letters do not know. */
final class BalticEncoding {

    private static final List<Charset> ENCODINGS = Stream.of("ISO-8859-4", "IBM775").filter(Charset::isSupported).map(Charset::forName).toList();
    private static final String LITHUANIAN = "ąčęėįšųūž";
    private static final String LATVIAN = "āčēģīķļņšūžŗō";
    /** Letters of Slovene and others, too. */
    private static final String SHARED = "čšž";
    private static final String SIGNS = "\u00a0„“”«»–—’§°";
    /** So many letters of a language tell it. */
    private static final int SEVERAL = 4;

    private BalticEncoding() {}

    /** Null where the text is none of these in one of the encodings. */
    static Charset of(byte[] telling) {
        return ENCODINGS.stream().filter(charset -> {
            String text = new String(telling, charset);
            return isOf(text, LITHUANIAN) || isOf(text, LATVIAN);
        }).findFirst().orElse(null);
    }

    /** Whether all of its letters are, and capitals stand where a word begins or among others. */
    private static boolean isOf(String text, String letters) {
        String lower = text.toLowerCase(Locale.ROOT);
        boolean all = lower.chars().allMatch(c -> c < 0x80 || letters.indexOf(c) >= 0 || SIGNS.indexOf(c) >= 0);
        long several = letters.chars().filter(c -> lower.indexOf(c) >= 0).count();
        boolean own = letters.chars().filter(c -> SHARED.indexOf(c) < 0).anyMatch(c -> lower.indexOf(c) >= 0);
        return all && several >= SEVERAL && own && IntStream.range(1, text.length())
                .noneMatch(i -> text.charAt(i) >= 0x80 && Character.isUpperCase(text.charAt(i)) && Character.isLowerCase(text.charAt(i - 1)));
    }
}
