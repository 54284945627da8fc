package palimpsest.memory.text;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * English verbs whose forms no stemmer brings together: "sell" and "sold". The list is {@code palimpsest/text/english-verbs.txt}. Safe for several threads.
 */
public final class IrregularVerbs {

    /** Endings of another, regular verb that is spelled as a form: "founded" is none of "find". */
    private static final List<String> REGULAR_ENDINGS = List.of("ed", "er", "ers", "ing", "d");

    /** By form, the verbs that have it. */
    private final Map<String, Set<String>> verbs = new HashMap<>();
    /** The same of the forms for what he or she does now: "sells". */
    private final Map<String, Set<String>> ofNow = new HashMap<>();

    /** One for all, made when it is first asked for. */
    public static IrregularVerbs shared() {
        return Shared.VERBS;
    }

    private static final class Shared {
        static final IrregularVerbs VERBS = new IrregularVerbs();
    }

    private IrregularVerbs() {
        try (InputStream list = IrregularVerbs.class.getResourceAsStream("/palimpsest/text/english-verbs.txt")) {
            if (list == null) {
                throw new IOException("palimpsest/text/english-verbs.txt is not on the class path");
            }
            new String(list.readAllBytes(), StandardCharsets.UTF_8).lines().filter(line -> !line.isBlank() && !line.startsWith("#")).map(line -> line.split(" "))
                    .forEach(forms -> {
                        List.of(forms).forEach(form -> verbs.computeIfAbsent(form, any -> new HashSet<>()).add(forms[0]));
                        ofNow.computeIfAbsent(ofThirdPerson(forms[0]), any -> new HashSet<>()).add(forms[0]);
                    });
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String ofThirdPerson(String verb) {
        return verb.matches(".*(?:[sx]|ch|sh|[^aeiou]o)") ? verb + "es" : verb.matches(".*[^aeiou]y") ? verb.substring(0, verb.length() - 1) + "ies" : verb + "s";
    }

    /** All forms of the verbs of which a word is a form, itself among them: "lose" and "lost". Empty for a word that is none of the list. */
    public Set<String> forms(String word) {
        Set<String> of = verbs.getOrDefault(word.toLowerCase(Locale.ROOT), Set.of());
        return verbs.entrySet().stream().filter(form -> form.getValue().stream().anyMatch(of::contains)).map(Map.Entry::getKey).collect(Collectors.toUnmodifiableSet());
    }

    /** Whether a word of a question is a form of a verb of the list. */
    public boolean contains(String asked) {
        return !of(asked).isEmpty() || !ofNow(asked).isEmpty();
    }

    /** Whether two words are forms of one verb of the list: "Who sells it?" asks for what was sold, and "Who rang the bell?" not for what somebody rings as a rule. */
    public boolean same(String asked, String said) {
        Set<String> now = ofNow(asked);
        Set<String> of = of(asked);
        String plain = asked.toLowerCase(Locale.ROOT);
        return of(said).stream().anyMatch(verb -> of.contains(verb) || now.contains(verb)) || ofNow(said).stream().anyMatch(verb -> now.contains(verb) || verb.equals(plain));
    }

    /** Whether one word is a form of a verb, and the other one of a regular verb that is spelled like that form: "found" and "founded". */
    public boolean different(String word, String other) {
        return isOther(word, other) || isOther(other, word);
    }

    private boolean isOther(String form, String regular) {
        Set<String> of = of(form);
        String plain = form.toLowerCase(Locale.ROOT);
        return !of.isEmpty() && !of.contains(plain) && regular.length() > form.length() && regular.toLowerCase(Locale.ROOT).startsWith(plain)
                && REGULAR_ENDINGS.contains(regular.substring(form.length()).toLowerCase(Locale.ROOT));
    }

    private Set<String> ofNow(String form) {
        return ofNow.getOrDefault(form.toLowerCase(Locale.ROOT), Set.of());
    }

    private Set<String> of(String form) {
        return verbs.getOrDefault(form.toLowerCase(Locale.ROOT), Set.of());
    }
}
