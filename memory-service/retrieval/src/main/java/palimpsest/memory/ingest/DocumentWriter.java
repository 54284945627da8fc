package palimpsest.memory.ingest;

import java.sql.ResultSet;
import java.sql.Types;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;
import palimpsest.memory.database.PlannerStatistics;
import palimpsest.memory.ingest.PassageSplitter.Span;
import palimpsest.memory.retrieve.SearchWords;
import palimpsest.memory.tenant.TenantScope;
import palimpsest.memory.text.TokenOffsets;

/**
 * Writes a document in many short transactions, since an embedded database serves nobody else during one.
 * The document counts as deleted until its last passage is in: a run that stops half-way leaves nothing to be seen.
 */
final class DocumentWriter {

    private static final Logger log = LoggerFactory.getLogger(DocumentWriter.class);
    private static final int BATCH_PASSAGES = 400;
    /** Raised when files are read in another way than before: those read so are then read anew, though nothing of them has changed. */
    private static final int READING = 2;

    private final JdbcClient jdbc;
    private final TransactionTemplate transaction;
    private final TextLanguage language;
    private final PlannerStatistics statistics;

    DocumentWriter(JdbcClient jdbc, TransactionTemplate transaction, String textConfig) {
        this.jdbc = jdbc;
        this.statistics = PlannerStatistics.of(jdbc, "document", "passage");
        this.transaction = transaction;
        this.language = new TextLanguage(jdbc, textConfig);
    }

    /** What a document is known by before its text is read. */
    record Origin(String tenant, String name, String source, String sha256, long bytes, String tokenizer) {}

    /** The document that holds these bytes already, read, measured and indexed as they would be now. */
    Optional<UUID> unchanged(Origin origin) {
        return Optional.ofNullable(unchanged(origin.tenant(), List.of(origin)).get(origin.source()));
    }

    /** The same of several files of a tenant in one statement: ids by source, of those that are known. */
    Map<String, UUID> unchanged(String tenant, List<Origin> origins) {
        Map<String, UUID> known = new HashMap<>();
        jdbc.sql("""
                select distinct on (asked.source) asked.source, d.id
                from unnest(cast(:sources as text[]), cast(:hashes as text[]), cast(:tokenizers as text[])) as asked (source, sha256, tokenizer)
                join document d on d.tenant = :tenant and d.source = asked.source and d.sha256 = asked.sha256 and d.tokenizer = asked.tokenizer and d.reading = :reading
                  and (:auto or d.text_config = :config) and d.deleted_at is null
                order by asked.source, d.created_at desc
                """)
                .param("tenant", tenant).param("sources", each(origins, Origin::source)).param("hashes", each(origins, Origin::sha256))
                .param("tokenizers", each(origins, Origin::tokenizer)).param("reading", READING).param("config", language.configured()).param("auto", language.isDetected())
                .query((ResultSet row) -> {
                    known.put(row.getString("source"), row.getObject("id", UUID.class));
                });
        return known;
    }

    /** Id of the stored document, and whether someone else had stored the same in the meantime. */
    record Written(UUID id, boolean already) {}

    /** Older documents of the same source stay: conversations that cite them go on reading what they cited. */
    Written write(Origin origin, ReadableText read, TokenOffsets offsets, List<Span> spans) {
        UUID id = UUID.randomUUID();
        String text = read.text();
        String textConfig = language.of(text);
        int characters = text.codePointCount(0, text.length());
        jdbc.sql("""
                insert into document (id, tenant, name, source, media_type, sha256, bytes, characters, tokens, tokenizer, token_offsets,
                                      text_config, passages, words, page_starts, reading, deleted_at)
                values (:id, :tenant, :name, :source, :media, :sha256, :bytes, :characters, :tokens, :tokenizer, :offsets,
                        :config, :passages, 0, :pages, :reading, now())
                """)
                .param("id", id).param("tenant", origin.tenant()).param("name", origin.name()).param("source", origin.source())
                .param("media", read.mediaType()).param("sha256", origin.sha256()).param("bytes", origin.bytes())
                .param("characters", characters).param("tokens", offsets.size()).param("tokenizer", origin.tokenizer())
                .param("offsets", offsets.encode()).param("config", textConfig).param("passages", spans.size()).param("reading", READING)
                .param("pages", read.pages().isEmpty() ? null : read.pages().toArray(Integer[]::new), Types.ARRAY)
                .update();
        UUID[] alike = alike(origin, id);
        long words = 0;
        int codePoint = 0;
        for (int from = 0; from < spans.size(); from += BATCH_PASSAGES) {
            var batch = new Batch(spans.subList(from, Math.min(spans.size(), from + BATCH_PASSAGES)), from, codePoint, text, offsets);
            words += batch.totalWords;
            codePoint = batch.codePoint;
            transaction.executeWithoutResult(status -> {
                insert(origin.tenant(), id, textConfig, batch);
                if (alike.length > 0) {
                    copyEmbeddings(origin.tenant(), id, batch, alike);
                }
            });
        }
        enterWords();
        collectStatistics();
        return publish(origin, id, words);
    }

    /** Entries of the index of words wait in a list for the next vacuum, which an embedded database never has; each look for a word reads all of the list. */
    private void enterWords() {
        try {
            TenantScope.overAll(() -> jdbc.sql("select gin_clean_pending_list('passage_lexemes')").query(Long.class).single());
        } catch (DataAccessException e) {
            log.warn("The words of new passages wait for a vacuum, and searches take longer until then: {}", e.getMessage());
        }
    }

    /** A search right after the upload of a folder is planned by these; autovacuum, where there is one, comes later. */
    private void collectStatistics() {
        try {
            statistics.collect();
        } catch (DataAccessException e) {
            log.warn("The planner's statistics of new passages are not collected, and searches may take longer until they are: {}", e.getMessage());
        }
    }

    /** Documents that may share passages with this one: the same bytes elsewhere, or what stood at the same source. */
    private UUID[] alike(Origin origin, UUID id) {
        return jdbc.sql("""
                select id from document
                where tenant = :tenant and id <> :id and (sha256 = :sha256 or source = :source and deleted_at is null)
                order by created_at desc limit 3
                """)
                .param("tenant", origin.tenant()).param("id", id).param("sha256", origin.sha256()).param("source", origin.source())
                .query(UUID.class).list().toArray(UUID[]::new);
    }

    private void insert(String tenant, UUID id, String textConfig, Batch batch) {
        jdbc.sql("""
                with added as (
                insert into passage (document_id, tenant, seq, char_start, char_end, token_start, token_end, text, lexemes, words,
                                     speaker, at, session, search_text)
                select :id, :tenant, p.seq, p.char_start, p.char_end, p.token_start, p.token_end, p.content,
                       to_tsvector(c.name, p.prepared) || setweight(to_tsvector(c.name, p.heading), 'A')
                       || setweight(to_tsvector(c.name, p.before), 'B') || setweight(to_tsvector(c.name, p.earlier), 'C'),
                       p.words, p.speaker, p.at, p.session, p.search_text
                from (select cast(:config as regconfig)) as c (name),
                     unnest(cast(:seqs as integer[]), cast(:charStarts as integer[]), cast(:charEnds as integer[]),
                            cast(:tokenStarts as integer[]), cast(:tokenEnds as integer[]), cast(:texts as text[]),
                            cast(:prepared as text[]), cast(:words as integer[]), cast(:headings as text[]), cast(:befores as text[]),
                            cast(:earliers as text[]), cast(:speakers as text[]), cast(:ats as timestamptz[]), cast(:sessions as text[]),
                            cast(:searchTexts as text[]))
                     as p (seq, char_start, char_end, token_start, token_end, content, prepared, words, heading, before, earlier,
                           speaker, at, session, search_text)
                returning seq) select count(*) from added
                """)
                .param("headings", batch.headings).param("befores", batch.befores).param("earliers", batch.earliers)
                .param("speakers", batch.speakers).param("ats", batch.ats).param("sessions", batch.sessions)
                .param("searchTexts", batch.searchTexts)
                .param("id", id).param("tenant", tenant).param("config", textConfig)
                .param("seqs", batch.seqs).param("charStarts", batch.charStarts).param("charEnds", batch.charEnds)
                .param("tokenStarts", batch.tokenStarts).param("tokenEnds", batch.tokenEnds)
                .param("texts", batch.texts).param("prepared", batch.prepared).param("words", batch.words)
                .query(Long.class).single();
    }

    private void copyEmbeddings(String tenant, UUID id, Batch batch, UUID[] alike) {
        jdbc.sql("""
                insert into passage_embedding (passage_id, model, document_id, tenant, dimensions, embedding)
                select distinct on (p.id, e.model) p.id, e.model, p.document_id, p.tenant, e.dimensions, e.embedding
                from passage p
                join passage old on old.document_id = any(:alike) and old.tenant = :tenant and old.text = p.text
                     and old.search_text is not distinct from p.search_text
                join passage_embedding e on e.passage_id = old.id
                where p.document_id = :id and p.seq >= :from and p.seq < :to
                order by p.id, e.model, e.passage_id
                on conflict do nothing
                """)
                .param("alike", alike).param("tenant", tenant).param("id", id)
                .param("from", batch.seqs[0]).param("to", batch.seqs[0] + batch.seqs.length)
                .update();
    }

    private Written publish(Origin origin, UUID id, long words) {
        return transaction.execute(status -> {
            // two runs that read the same file at once: the second finds what the first has stored
            jdbc.sql("select pg_advisory_xact_lock(hashtextextended(:key, 0))")
                    .param("key", origin.tenant() + " " + origin.source()).query().listOfRows();
            Optional<UUID> first = unchanged(origin);
            if (first.isPresent()) {
                return new Written(first.get(), true);
            }
            jdbc.sql("update document set deleted_at = null, words = :words, created_at = now() where id = :id and tenant = :tenant")
                    .param("words", words).param("id", id).param("tenant", origin.tenant()).update();
            return new Written(id, false);
        });
    }

    private static <T> String[] each(List<T> rows, Function<T, String> column) {
        return rows.stream().map(column).toArray(String[]::new);
    }

    /** Columns of some passages. */
    private static final class Batch {
        final int[] seqs;
        final int[] charStarts;
        final int[] charEnds;
        final int[] tokenStarts;
        final int[] tokenEnds;
        final String[] texts;
        final String[] prepared;
        final int[] words;
        final String[] headings;
        final String[] befores;
        final String[] earliers;
        final String[] speakers;
        final String[] ats;
        final String[] sessions;
        final String[] searchTexts;
        final long totalWords;
        final int codePoint;

        Batch(List<Span> spans, int firstSeq, int firstCodePoint, String text, TokenOffsets offsets) {
            int size = spans.size();
            seqs = new int[size];
            charStarts = new int[size];
            charEnds = new int[size];
            tokenStarts = new int[size];
            tokenEnds = new int[size];
            texts = new String[size];
            prepared = new String[size];
            words = new int[size];
            List<Surroundings> around = spans.stream().map(Span::around).toList();
            headings = each(around, place -> SearchWords.prepare(place.heading()));
            befores = each(around, place -> SearchWords.prepare(place.before()));
            earliers = each(around, place -> SearchWords.prepare(place.earlier()));
            speakers = each(around, Surroundings::speaker);
            ats = each(around, place -> place.at() == null ? null : place.at().toString());
            sessions = each(around, Surroundings::session);
            searchTexts = new String[size];
            int at = firstCodePoint;
            long total = 0;
            for (int i = 0; i < size; i++) {
                texts[i] = text.substring(spans.get(i).start(), spans.get(i).end());
                List<SearchWords.Word> located = SearchWords.locate(texts[i]);
                prepared[i] = SearchWords.prepare(texts[i], located);
                words[i] = located.size();
                total += located.size();
                searchTexts[i] = around.get(i).searchText(texts[i]);
                seqs[i] = firstSeq + i;
                charStarts[i] = at;
                at += texts[i].codePointCount(0, texts[i].length());
                charEnds[i] = at;
                // a token belongs to the passage that it starts in
                tokenStarts[i] = offsets.firstStartingAt(charStarts[i]);
                tokenEnds[i] = offsets.firstStartingAt(at);
            }
            totalWords = total;
            codePoint = at;
        }
    }
}
