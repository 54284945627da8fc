package palimpsest.memory.text;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/**
 * Tells what is said to be polite or to go on ("Hi there!", "ok", "Great, thank you so much for your help!", "谢谢，明白了") from what states something. Known in English, German, French,
 * Spanish, Italian, Portuguese, Dutch, Russian, Chinese and Japanese; in doubt a text states something.
 */
public final class Pleasantry {

    private static final Pattern AFTER_SENTENCE = Pattern.compile("(?<=[.!?。！？؟])\\s*|\\n+");
    private static final Pattern WORD = Pattern.compile("[\\p{L}\\p{M}]+(?:['’-][\\p{L}\\p{M}]+)*['’]?|\\p{N}+");
    /** Said to somebody, whose name follows. */
    private static final Set<String> ADDRESSING = Set.of("hi", "hey", "hello", "hiya", "morning", "night", "thanks", "bye", "goodbye", "welcome", "hallo", "moin", "servus", "morgen", "danke", "tschüss",
            "salut", "bonjour", "bonsoir", "coucou", "merci", "hola", "gracias", "adiós", "ciao", "grazie", "olá", "oi", "obrigado", "obrigada", "hoi", "привет", "спасибо", "пока");
    private static final int LONGEST = 6; // words or, without spaces, twice as many characters in a phrase
    private static final int LONGEST_TEXT = 300; // characters; who writes more says something

    private static final List<Phrases> LANGUAGES = read();

    /** @param polite lower case; @param beside what may stand with these */
    private record Phrases(boolean spaced, Set<String> polite, Set<String> beside) {}

    private Pleasantry() {}

    private static List<Phrases> read() {
        try (InputStream list = Pleasantry.class.getResourceAsStream("/palimpsest/text/pleasantries.txt")) {
            if (list == null) {
                throw new IOException("palimpsest/text/pleasantries.txt is not on the class path");
            }
            Map<String, Set<String>> lines = new LinkedHashMap<>();
            new String(list.readAllBytes(), StandardCharsets.UTF_8).lines().filter(line -> !line.startsWith("#") && line.contains(": ")).forEach(line -> {
                int colon = line.indexOf(": ");
                lines.put(line.substring(0, colon), new HashSet<>(Arrays.asList(line.substring(colon + 2).split(", "))));
            });
            return lines.keySet().stream().filter(name -> !name.endsWith(" beside"))
                    .map(name -> new Phrases(!List.of("zh", "ja").contains(name), lines.get(name), lines.get(name + " beside"))).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Whether a text holds words, and each of its sentences is polite or only asks ("Hi Ben! How are you?"), one of them the former.
     *
     * @param names of those who talk with each other, in any case
     */
    public static boolean is(String text, Collection<String> names) {
        if (text.length() > LONGEST_TEXT) {
            return false;
        }
        List<String> sentences = AFTER_SENTENCE.splitAsStream(text.strip()).filter(sentence -> sentence.codePoints().anyMatch(Character::isLetterOrDigit)).toList();
        Set<String> known = new HashSet<>();
        names.forEach(name -> known.addAll(WORD.matcher(name.toLowerCase(Locale.ROOT)).results().map(MatchResult::group).toList()));
        boolean polite = false;
        for (String sentence : sentences) {
            boolean one = isPolite(sentence, known);
            if (!one && !BareQuestion.is(sentence)) {
                return false;
            }
            polite |= one;
        }
        return polite;
    }

    private static boolean isPolite(String sentence, Set<String> names) {
        List<String> spelt = WORD.matcher(sentence.replace('’', '\'')).results().map(MatchResult::group).toList();
        return LANGUAGES.stream().anyMatch(language -> language.spaced() ? isPolite(language, spelt, names) : isPolite(language, sentence));
    }

    private static boolean isPolite(Phrases language, List<String> spelt, Set<String> names) {
        List<String> words = spelt.stream().map(word -> word.toLowerCase(Locale.ROOT)).toList();
        boolean polite = false;
        int at = 0;
        while (at < words.size()) {
            int end = at;
            for (int length = Math.min(LONGEST, words.size() - at); length > 0 && end == at; length--) {
                if (language.polite().contains(String.join(" ", words.subList(at, at + length)))) {
                    polite = true;
                    end = at + length;
                }
            }
            if (end == at) {
                boolean called = at > 0 && ADDRESSING.contains(words.get(at - 1)) && Character.isUpperCase(spelt.get(at).codePointAt(0)) && at == words.size() - 1;
                if (!called && !language.beside().contains(words.get(at)) && !names.contains(words.get(at))) {
                    return false;
                }
                end++;
            }
            at = end;
        }
        return polite;
    }

    private static boolean isPolite(Phrases language, String sentence) {
        var letters = new ArrayList<String>();
        sentence.codePoints().filter(Character::isLetterOrDigit).forEach(c -> letters.add(Character.toString(c)));
        boolean polite = false;
        int at = 0;
        while (at < letters.size()) {
            int end = at;
            for (int length = Math.min(2 * LONGEST, letters.size() - at); length > 0 && end == at; length--) {
                String phrase = String.join("", letters.subList(at, at + length));
                if (language.polite().contains(phrase) || language.beside().contains(phrase)) {
                    polite |= language.polite().contains(phrase);
                    end = at + length;
                }
            }
            if (end == at) {
                return false;
            }
            at = end;
        }
        return polite;
    }
}
