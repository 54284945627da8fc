package palimpsest.memory.language;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Words by language that come with the product, a language a line: {@code de: wer wen wem}. */
final class WordList {

    private final Map<String, Set<String>> words = new HashMap<>();

    /** @throws UncheckedIOException if the list is missing from the class path */
    WordList(String name) {
        try (InputStream list = WordList.class.getResourceAsStream("/palimpsest/text/" + name)) {
            if (list == null) {
                throw new IOException("palimpsest/text/" + name + " is not on the class path");
            }
            new String(list.readAllBytes(), StandardCharsets.UTF_8).lines().filter(line -> !line.startsWith("#") && line.contains(": ")).forEach(line -> {
                int colon = line.indexOf(": ");
                words.computeIfAbsent(line.substring(0, colon), language -> new HashSet<>()).addAll(Arrays.asList(line.substring(colon + 2).split(" ")));
            });
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Those of some languages, by ISO 639 code, together. */
    Set<String> of(List<String> languages) {
        Set<String> all = new HashSet<>();
        languages.forEach(language -> all.addAll(words.getOrDefault(language, Set.of())));
        return all;
    }
}
