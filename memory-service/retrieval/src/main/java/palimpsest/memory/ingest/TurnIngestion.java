package palimpsest.memory.ingest;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;
import palimpsest.memory.document.Document;
import palimpsest.memory.document.DocumentStore;
import palimpsest.memory.ingest.DocumentWriter.Origin;
import palimpsest.memory.ingest.PassageSplitter.Span;
import palimpsest.memory.text.Sha256;
import palimpsest.memory.text.StorableText;
import palimpsest.memory.text.Tokenizer;

/**
 * Stores conversations turn by turn. Every call makes a document of its own, a readable transcript whose passages are the turns;
 * each is found by its words and meaning, by who said it and when, and a little by what was said before it in the session, also
 * when that was stored by an earlier call.
 */
public final class TurnIngestion {

    /** Turns before a turn that it is found by. */
    private static final int BEFORE = 3;

    private final JdbcClient jdbc;
    private final DocumentStore documents;
    private final Tokenizer tokenizer;
    private final Runnable onStored;
    private final DocumentWriter writer;
    private final PassageSplitter splitter = new PassageSplitter();

    /**
     * @param textConfig PostgreSQL text search configuration, or {@code auto}
     * @param onStored   told after each call, on the calling thread; wakes the embedding
     */
    public TurnIngestion(JdbcClient jdbc, TransactionTemplate transaction, DocumentStore documents, Tokenizer tokenizer, String textConfig,
                         Runnable onStored) {
        this.jdbc = jdbc;
        this.documents = documents;
        this.tokenizer = tokenizer;
        this.onStored = onStored;
        this.writer = new DocumentWriter(jdbc, transaction, textConfig);
    }

    /**
     * Where a turn stands in its document.
     *
     * @param start first code point of what was said, without the speaker's name
     * @param end   one past its last
     */
    public record Stored(UUID documentId, int start, int end) {}

    /**
     * Adds turns to a conversation, in order. The same turns of the same conversation are stored once, however often they are handed in.
     *
     * @param conversation its name, unique within the tenant
     * @param turns        at least one
     * @return one entry for each turn, in order
     */
    public List<Stored> add(String tenant, String conversation, List<SessionTurn> turns) {
        if (turns.isEmpty()) {
            throw new IllegalArgumentException("there is no turn to store");
        }
        var transcript = new Transcript(earlier(tenant, conversation, turns.getFirst().session()));
        turns.forEach(transcript::add);
        String text = transcript.text.toString();
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        var origin = new Origin(tenant, conversation, "conversation:" + conversation, Sha256.hex(turns + "\n" + text),
                bytes.length, tokenizer.id());
        UUID id = writer.unchanged(origin).orElseGet(() -> {
            var read = new ReadableText("text/plain", text);
            UUID written = writer.write(origin, read, tokenizer.tokenize(text), transcript.spans).id();
            onStored.run();
            return written;
        });
        return transcript.stored(id);
    }

    /** The documents of a conversation, oldest first. */
    public List<Document> documents(String tenant, String conversation) {
        return documents.findAll(tenant, jdbc.sql("""
                select id from document where tenant = :tenant and source = :source and deleted_at is null order by created_at, id
                """)
                .param("tenant", tenant).param("source", "conversation:" + conversation).query(UUID.class).list());
    }

    /** The last turns of the session as stored by now, oldest first. */
    private List<String> earlier(String tenant, String conversation, String session) {
        return jdbc.sql("""
                select p.text from passage p join document d on d.id = p.document_id
                where d.tenant = :tenant and d.source = :source and d.deleted_at is null and p.tenant = :tenant and p.session = :session
                order by d.created_at desc, d.id, p.seq desc limit :limit
                """)
                .param("tenant", tenant).param("source", "conversation:" + conversation).param("session", session).param("limit", BEFORE)
                .query(String.class).list().reversed().stream().map(text -> text.substring(text.indexOf(": ") + 1).strip()).toList();
    }

    /** A transcript in the making. */
    private final class Transcript {
        final StringBuilder text = new StringBuilder();
        final List<Span> spans = new ArrayList<>();
        private final List<int[]> said = new ArrayList<>();
        private final List<String> before;
        private String session;
        private String day = "";

        Transcript(List<String> before) {
            this.before = new ArrayList<>(before);
        }

        void add(SessionTurn turn) {
            int start = text.length();
            if (session != null && !session.equals(turn.session())) {
                before.clear();
            }
            String today = Surroundings.day(turn.at());
            if (!today.isEmpty() && (!today.equals(day) || !Objects.equals(session, turn.session()))) {
                text.append(text.isEmpty() ? "[" : "\n[").append(today).append("]\n");
            }
            session = turn.session();
            day = today;
            String words = StorableText.clean(turn.text()).value();
            text.append(StorableText.clean(turn.speaker()).value()).append(": ");
            said.add(new int[] {text.length(), text.length() + words.length()});
            text.append(words).append('\n');
            addSpans(start, surroundings(turn.speaker(), turn.at()));
            before.add(words);
        }

        private Surroundings surroundings(String speaker, Instant at) {
            int size = before.size();
            return new Surroundings(speaker, at, session, size == 0 ? "" : before.getLast(),
                    String.join(" ", before.subList(Math.max(0, size - BEFORE), Math.max(0, size - 1))));
        }

        /** A long turn becomes several passages, all with the same surroundings. */
        private void addSpans(int start, Surroundings around) {
            splitter.split(text.substring(start)).forEach(span -> spans.add(new Span(start + span.start(), start + span.end(), around)));
        }

        List<Stored> stored(UUID document) {
            return said.stream().map(range -> new Stored(document, text.codePointCount(0, range[0]),
                    text.codePointCount(0, range[1]))).toList();
        }
    }
}
