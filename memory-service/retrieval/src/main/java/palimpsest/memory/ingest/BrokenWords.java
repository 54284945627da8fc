package palimpsest.memory.ingest;

import java.text.Normalizer;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Makes words whole that typesetting or a program took apart. */
final class BrokenWords {

    private static final Pattern SOFT_HYPHEN = Pattern.compile("\u00ad[ \\t]*(?:\\R(?=\\p{L}))?");
    private static final Pattern LIGATURE = Pattern.compile("[\ufb00-\ufb06]");
    /** Word joiners, marks of byte order, and spaces without a width where the script writes spaces between words. */
    private static final Pattern INVISIBLE = Pattern.compile("[\u2060\ufeff]|\u200b(?<=[\\p{IsLatin}\\p{IsCyrillic}\\p{IsGreek}]\u200b)(?=[\\p{IsLatin}\\p{IsCyrillic}\\p{IsGreek}])");
    /** A word, a hyphen, the end of a line or of a page, and the rest of the word in lower case. */
    private static final Pattern DIVIDED = Pattern.compile("(?<![\\p{L}\\p{M}-])([\\p{L}\\p{M}]{2,})[-\u2010]([ \\t]*\\R\\s{0,8}?)(\\p{Ll}[\\p{L}\\p{M}]*)(?![\\p{L}\\p{M}-])");
    /** "Pre- and post-war": the hyphen stands for what comes later. */
    private static final Set<String> CONJUNCTIONS = Set.of("and", "or", "to", "und", "oder", "bis", "et", "ou", "y", "o", "e", "en", "of", "och", "og");

    private BrokenWords() {}

    /** What a program wrote, as people read it. */
    static String asRead(String text) {
        return composed(withoutMarks(text));
    }

    /** Without soft hyphens and other characters that nobody sees inside of words: they only say where a line may end or may not. */
    static String withoutMarks(String text) {
        return INVISIBLE.matcher(text.indexOf('\u00ad') < 0 ? text : SOFT_HYPHEN.matcher(text).replaceAll("")).replaceAll("");
    }

    /** Letters and their marks as one character (NFC), as questions write them, and what typesetting joined as letters. */
    static String composed(String text) {
        String letters = LIGATURE.matcher(text).replaceAll(joined -> Normalizer.normalize(joined.group(), Normalizer.Form.NFKC));
        return Normalizer.isNormalized(letters, Normalizer.Form.NFC) ? letters : Normalizer.normalize(letters, Normalizer.Form.NFC);
    }

    /** With words joined that a line's end divides; a compound that stands elsewhere with its hyphen keeps it. */
    static String joined(String text) {
        Matcher divided = DIVIDED.matcher(text);
        if (!divided.find()) {
            return text;
        }
        String lower = text.toLowerCase(Locale.ROOT);
        var joined = new StringBuilder();
        do {
            String before = divided.group(1);
            String after = divided.group(3);
            String replacement = CONJUNCTIONS.contains(after) ? divided.group()
                    : lower.contains((before + "-" + after).toLowerCase(Locale.ROOT)) ? before + "-" + after : before + after;
            // where a page ended inside the word, the next begins after it
            String pages = CONJUNCTIONS.contains(after) ? "" : divided.group(2).replaceAll("[^" + PdfText.PAGE + "]", "");
            divided.appendReplacement(joined, Matcher.quoteReplacement(replacement + pages));
        } while (divided.find());
        return divided.appendTail(joined).toString();
    }
}
