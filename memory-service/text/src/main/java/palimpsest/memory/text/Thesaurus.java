package palimpsest.memory.text;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Names of business reports that stand for each other: "capex" for "purchases of property, plant and equipment", "FY2022" for "fiscal 2022", and what a ratio is
 * worked out of. English; the list is {@code palimpsest/text/thesaurus.txt}. Safe for several threads.
 */
public final class Thesaurus {

    private static final Pattern TOKEN = Pattern.compile("[\\p{L}\\p{N}]+(?:[&/][\\p{L}\\p{N}]+)*");
    private static final Pattern FISCAL_YEAR = Pattern.compile("(?iU)\\b(?:FY|fiscal(?: year)?|financial year)\\s?['’]?(\\d{4}|\\d{2})\\b");
    private static final int SHORTEST_PLURAL = 4;

    private final Map<String, List<Names>> byName = new HashMap<>();
    private int longest = 1;

    private record Names(List<String> same, List<String> inputs) {}

    private record Token(String normal, int start, int end) {}

    /** A name, taken apart once for comparison with many texts. */
    public record Name(List<String> words) {

        public Name {
            words = List.copyOf(words);
        }

        /** Whether it stands in a text, given as its {@link #words(String)}. */
        public boolean isIn(List<String> text) {
            for (int at = 0; at + words.size() <= text.size(); at++) {
                if (text.subList(at, at + words.size()).equals(words)) {
                    return true;
                }
            }
            return false;
        }
    }

    /**
     * A name in a text.
     *
     * @param start  its first {@code char}
     * @param end    one past its last
     * @param same   other names of the same thing
     * @param inputs of what a measure is worked out, each with its names; empty for what is no measure
     */
    public record Found(int start, int end, List<String> same, List<List<String>> inputs) {

        public Found {
            same = List.copyOf(same);
            inputs = List.copyOf(inputs);
        }
    }

    /** One for all, made when it is first asked for. */
    public static Thesaurus shared() {
        return Shared.THESAURUS;
    }

    private static final class Shared {
        static final Thesaurus THESAURUS = new Thesaurus();
    }

    private Thesaurus() {
        try (InputStream list = Thesaurus.class.getResourceAsStream("/palimpsest/text/thesaurus.txt")) {
            new String(list.readAllBytes(), StandardCharsets.UTF_8).lines().filter(line -> !line.isBlank() && !line.startsWith("#")).forEach(this::add);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void add(String line) {
        int colon = line.indexOf(": ");
        List<String> same = List.of((colon < 0 ? line : line.substring(0, colon)).split(", "));
        var names = new Names(same, colon < 0 ? List.of() : List.of(line.substring(colon + 2).split(", ")));
        for (String name : same) {
            List<String> words = words(name);
            byName.computeIfAbsent(String.join(" ", words), key -> new ArrayList<>()).add(names);
            longest = Math.max(longest, words.size());
        }
    }

    /** The names in {@code text} that it knows, in order; they do not overlap, and the longest counts. */
    public List<Found> in(String text) {
        List<Found> found = new ArrayList<>();
        Matcher year = FISCAL_YEAR.matcher(text);
        while (year.find()) {
            String full = year.group(1).length() == 2 ? "20" + year.group(1) : year.group(1);
            found.add(new Found(year.start(), year.end(), List.of(full, "fiscal " + full, "FY" + full, "FY" + full.substring(2)), List.of()));
        }
        List<Token> tokens = tokens(text);
        for (int at = 0; at < tokens.size(); at++) {
            for (int length = Math.min(longest, tokens.size() - at); length > 0; length--) {
                List<Token> part = tokens.subList(at, at + length);
                List<Names> names = byName.get(String.join(" ", part.stream().map(Token::normal).toList()));
                if (names != null) {
                    found.add(found(names, part));
                    at += length - 1;
                    break;
                }
            }
        }
        return found;
    }

    private Found found(List<Names> names, List<Token> part) {
        Set<String> same = new LinkedHashSet<>();
        Set<List<String>> inputs = new LinkedHashSet<>();
        names.forEach(group -> {
            same.addAll(group.same);
            group.inputs.forEach(input -> inputs.add(sameAs(input)));
        });
        return new Found(part.getFirst().start, part.getLast().end, List.copyOf(same), List.copyOf(inputs));
    }

    /** The name itself first. */
    private List<String> sameAs(String name) {
        return Stream.concat(Stream.of(name), byName.getOrDefault(String.join(" ", words(name)), List.of()).stream().flatMap(group -> group.same.stream())).distinct().toList();
    }

    /** A name for comparison. */
    public static Name name(String name) {
        return new Name(words(name));
    }

    /** The words of a text as names are compared: in lower case, without the ending of a plural. */
    public static List<String> words(String text) {
        return tokens(text).stream().map(Token::normal).toList();
    }

    private static List<Token> tokens(String text) {
        List<Token> tokens = new ArrayList<>();
        Matcher token = TOKEN.matcher(text);
        while (token.find()) {
            tokens.add(new Token(singular(token.group().toLowerCase(Locale.ROOT)), token.start(), token.end()));
        }
        return tokens;
    }

    private static String singular(String word) {
        if (word.length() < SHORTEST_PLURAL || !word.endsWith("s") || word.endsWith("ss")) {
            return word;
        }
        return word.endsWith("ies") ? word.substring(0, word.length() - 3) + "y" : word.substring(0, word.length() - 1);
    }
}
