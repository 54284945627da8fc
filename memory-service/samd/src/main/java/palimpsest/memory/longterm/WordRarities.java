package palimpsest.memory.longterm;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.springframework.jdbc.core.simple.JdbcClient;

/** How rare words are in the newest records of subjects with many. It is read once in some minutes: among so many records it hardly changes from question to question. */
final class WordRarities {

    private static final int SAMPLE = 300;
    private static final int MOST = 200; // subjects, each with some 20 KB
    private static final Duration KEPT = Duration.ofMinutes(10);

    private final JdbcClient jdbc;
    private final Map<Owner, Known> known = new LinkedHashMap<>(16, 0.75f, true);

    WordRarities(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    private record Owner(String tenant, String subject) {}

    private record Known(WordRarity rarity, Instant at) {}

    /** In the transaction in progress where it has to be read. */
    WordRarity of(String tenant, String subject, Instant now) {
        var owner = new Owner(tenant, subject);
        synchronized (known) {
            Known last = known.get(owner);
            if (last != null && Duration.between(last.at(), now).abs().compareTo(KEPT) < 0) {
                return last.rarity();
            }
        }
        WordRarity read = read(tenant, subject);
        synchronized (known) {
            known.put(owner, new Known(read, now));
            if (known.size() > MOST) {
                known.remove(known.keySet().iterator().next());
            }
        }
        return read;
    }

    /** Keeps nothing of what a subject said. */
    void forget(String tenant, String subject) {
        synchronized (known) {
            known.remove(new Owner(tenant, subject));
        }
    }

    private WordRarity read(String tenant, String subject) {
        record Held(String lexeme, int records, double length) {}
        List<Held> held = new ArrayList<>(jdbc.sql("""
                with newest as materialized (
                    select words, lexemes from memory_record where tenant = :tenant and subject = :subject and retired_at is null order by learned_at desc limit %d
                )
                select null, count(*), greatest(avg(words), 1) from newest
                union all
                select lexeme, count(*), 0 from newest cross join lateral unnest(tsvector_to_array(lexemes)) lexeme group by lexeme having count(*) > 1
                """.formatted(SAMPLE)).param("tenant", tenant).param("subject", subject)
                .query((row, n) -> new Held(row.getString(1), row.getInt(2), row.getDouble(3))).list());
        var holding = new HashMap<String, Integer>();
        held.stream().filter(one -> one.lexeme() != null).forEach(one -> holding.put(one.lexeme(), one.records()));
        Held all = held.stream().filter(one -> one.lexeme() == null).findFirst().orElseThrow();
        return new WordRarity(all.records(), all.length(), holding);
    }
}
