package palimpsest.memory.ingest;

import java.text.Normalizer;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import palimpsest.memory.text.ReadCharacter;

/** Makes words whole that typesetting or a program took apart. */
final class BrokenWords {

    private static final Pattern SOFT_HYPHEN = Pattern.compile("\u00ad[ \\t]*(?:\\R(?=\\p{L}))?");
    /** A word, a hyphen, the end of a line or of a page, and the rest of the word in lower case. */
    private static final Pattern DIVIDED = Pattern.compile("(?<![\\p{L}\\p{M}-])([\\p{L}\\p{M}]{2,})[-\u2010]([ \\t]*\\R\\s{0,8}?)(\\p{Ll}[\\p{L}\\p{M}]*)(?![\\p{L}\\p{M}-])");
    /** "Pre- and post-war": the hyphen stands for what comes later. */
    private static final Set<String> CONJUNCTIONS = Set.of("and", "or", "to", "und", "oder", "bis", "et", "ou", "y", "o", "e", "en", "of", "och", "og");

    /** Words before and behind a hyphen that keep it: with another word they make no word without one. */
    private static final Pattern KEEPS_HYPHEN = Pattern.compile("(?i)well-(?:\\w+ed|known|being|written|built|made|paid|kept|worn|spoken|meaning|read|off)|self-(?!(?:ish|ishly|ishness|less|lessly|lessness|same|ie|hood)$)\\w+|so-called"
            + "|(?!(?:cor|inter|dis|mis)-)\\w{3,}-(?:based|related|known|oriented|driven|specific|friendly|owned|aware|dependent|level|term)");

    private BrokenWords() {}

    /** What a program wrote, as people read it. */
    static String asRead(String text) {
        return composed(withoutMarks(text));
    }

    /** Without soft hyphens and other characters that nobody sees inside of words: they only say where a line may end or may not. */
    static String withoutMarks(String text) {
        String whole = text.indexOf('\u00ad') < 0 ? text : SOFT_HYPHEN.matcher(text).replaceAll("");
        if (IntStream.range(0, whole.length()).noneMatch(at -> ReadCharacter.isInvisible(whole, at))) {
            return whole;
        }
        var seen = new StringBuilder(whole.length());
        for (int at = 0; at < whole.length(); at++) {
            if (!ReadCharacter.isInvisible(whole, at)) {
                seen.append(whole.charAt(at));
            }
        }
        return seen.toString();
    }

    /** Letters and their marks as one character (NFC), as questions write them, and what typesetting joined as letters. */
    static String composed(String text) {
        String letters = text.chars().anyMatch(ReadCharacter::isLigature) ? withoutLigatures(text) : text;
        return Normalizer.isNormalized(letters, Normalizer.Form.NFC) ? letters : Normalizer.normalize(letters, Normalizer.Form.NFC);
    }

    private static String withoutLigatures(String text) {
        var letters = new StringBuilder(text.length() + 16);
        for (int at = 0; at < text.length(); at++) {
            if (ReadCharacter.isLigature(text.charAt(at))) {
                letters.append(ReadCharacter.composed(text.substring(at, at + 1)));
            } else {
                letters.append(text.charAt(at));
            }
        }
        return letters.toString();
    }

    /** With words joined that a line's end divides; a compound that stands elsewhere with its hyphen, or is written with one, keeps it. */
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
                    : KEEPS_HYPHEN.matcher(before + "-" + after).matches() || lower.contains((before + "-" + after).toLowerCase(Locale.ROOT)) ? before + "-" + after : before + after;
            // where a page ended inside the word, the next begins after it
            String pages = CONJUNCTIONS.contains(after) ? "" : divided.group(2).replaceAll("[^" + PdfText.PAGE + "]", "");
            divided.appendReplacement(joined, Matcher.quoteReplacement(replacement + pages));
        } while (divided.find());
        return divided.appendTail(joined).toString();
    }
}
