package palimpsest.memory.ingest;

import java.util.Map;
import java.util.stream.Collectors;
import org.springframework.jdbc.core.simple.JdbcClient;
import palimpsest.memory.retrieve.SearchWords;

/**
 * The text search configuration of a text: a fixed one, or, for {@code auto}, that of the language with the most stop words in
 * it. Arabic, Hindi and Greek are known by their scripts; what is left, and texts too short to tell, count as English.
 */
final class TextLanguage {

    private static final String AUTO = "auto";
    private static final String USUAL = "english";
    /** Languages that PostgreSQL stems, but has no stop words for, are known by their scripts. */
    private static final Map<String, String> BY_SCRIPT = Map.of("ARABIC", "arabic", "DEVANAGARI", "hindi", "GREEK", "greek");
    private static final String[] CONFIGS = {"danish", "dutch", "english", "finnish", "french", "german", "hungarian", "italian", "norwegian",
        "portuguese", "russian", "spanish", "swedish", "turkish"};
    private static final int SAMPLE = 8_000;
    /** Of a text's words that must be stop words of its language; of running text a third is. */
    private static final double LEAST = 0.15;
    /** One alone may be a letter or a name: "x y" is no Spanish. */
    private static final int FEWEST = 2;

    private final JdbcClient jdbc;
    private final String configured;

    TextLanguage(JdbcClient jdbc, String configured) {
        this.jdbc = jdbc;
        this.configured = configured;
    }

    String configured() {
        return configured;
    }

    boolean isDetected() {
        return configured.equals(AUTO);
    }

    String of(String text) {
        if (!isDetected()) {
            return configured;
        }
        String sample = text.substring(0, Math.min(text.length(), SAMPLE));
        String byScript = BY_SCRIPT.get(script(sample));
        if (byScript != null) {
            return byScript;
        }
        String words = SearchWords.prepare(sample);
        return jdbc.sql("""
                with kept as (
                    select c.name, (select coalesce(sum(cardinality(l.positions)), 0)
                                    from unnest(to_tsvector(cast(c.name as regconfig), cast(:words as text))) as l) as words
                    from unnest(cast(:configs as text[])) as c (name)
                )
                select name from kept
                where words <= (select least((1 - :least) * sum(cardinality(l.positions)), sum(cardinality(l.positions)) - :fewest)
                                from unnest(to_tsvector('simple', cast(:words as text))) as l)
                order by words, name = :usual desc, name limit 1
                """)
                .param("words", words).param("configs", CONFIGS).param("least", LEAST).param("fewest", FEWEST).param("usual", USUAL)
                .query(String.class).optional().orElse(USUAL);
    }

    /** That of most letters. */
    private static String script(String sample) {
        return sample.codePoints().filter(Character::isLetter).mapToObj(Character.UnicodeScript::of)
                .collect(Collectors.groupingBy(Enum::name, Collectors.counting()))
                .entrySet().stream().max(Map.Entry.comparingByValue()).map(Map.Entry::getKey).orElse("LATIN");
    }
}
