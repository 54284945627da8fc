package palimpsest.memory.longterm;

import static palimpsest.memory.longterm.DecisionStore.time;

import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;
import palimpsest.memory.note.NoteOwner;
import palimpsest.memory.note.NoteScope;
import palimpsest.memory.note.NoteStore;
import palimpsest.memory.text.Sha256;

/**
 * Erases turns, their decisions, records, vectors, what was derived from them, and what they did to others, in one transaction. Turns
 * that also bear out a record which loses its other sources are stored anew; records that a forgotten one had replaced are believed
 * again. With what a record comes from goes what was said to correct it. With all of a subject its lasting notes go, its chat windows, and the feedback on answers to it.
 */
final class Forgetting {

    private final JdbcClient jdbc;
    private final TransactionTemplate transaction;
    private final DecisionStore decisions;
    private final RecordStore records;
    private final Recording recording;
    private final Judging judging;
    private final TurnLinks links;
    private final NoteStore notes;
    private final FeedbackErasure feedback;

    Forgetting(JdbcClient jdbc, TransactionTemplate transaction, DecisionStore decisions, RecordStore records, Recording recording, Judging judging,
               TurnLinks links, NoteStore notes, FeedbackErasure feedback) {
        this.jdbc = jdbc;
        this.transaction = transaction;
        this.decisions = decisions;
        this.records = records;
        this.recording = recording;
        this.judging = judging;
        this.links = links;
        this.notes = notes;
        this.feedback = feedback;
    }

    Receipt forget(String tenant, Forget what, String by, Instant now) {
        return transaction.execute(status -> {
            List<Decision> turns = turns(tenant, what);
            Beside beside = what.everything() ? eraseBeside(tenant, what.subject(), now) : Beside.NOTHING;
            int unread = what.record() == null ? shutOut(tenant, what) : 0;
            if (turns.isEmpty() && beside.equals(Beside.NOTHING) && unread == 0) {
                throw new NoSuchElementException("There is nothing of that in the memory of " + what.subject() + ".");
            }
            Receipt receipt = erase(tenant, what, turns, beside, unread, by, now);
            insert(tenant, receipt);
            return receipt;
        });
    }

    private List<Decision> turns(String tenant, Forget what) {
        return jdbc.sql("""
                with recursive gone as (
                    select id from memory_decision d
                    where tenant = :tenant and subject = :subject and (cast(:conversation as text) is null or conversation = :conversation)
                      and (cardinality(cast(:seqs as bigint[])) = 0 or seq = any(:seqs))
                      and (cast(:record as uuid) is null or exists (select 1 from memory_source s where s.decision_id = d.id and s.record_id = :record))
                    union
                    select c.id from gone join memory_decision c on c.corrects = gone.id where cast(:record as uuid) is not null and c.tenant = :tenant and c.subject = :subject
                )
                select d.* from gone join memory_decision d on d.id = gone.id and d.tenant = :tenant order by d.conversation, d.seq
                """).param("tenant", tenant).param("subject", what.subject()).param("conversation", what.conversation())
                .param("seqs", what.seqs().toArray(Long[]::new)).param("record", what.record()).query(DecisionStore::decision).list();
    }

    /**
     * What was asked in conversations of the runtime and is not taken in yet, as a run is still in progress, is forgotten before it is known.
     *
     * @return how many questions
     */
    private int shutOut(String tenant, Forget what) {
        return jdbc.sql("""
                insert into memory_forgotten (tenant, subject, conversation, seq)
                select c.tenant, c.user_id, c.id::text, e.seq
                from conversation c left join memory_cursor m on m.tenant = c.tenant and m.conversation = c.id::text
                join event e on e.tenant = c.tenant and e.conversation_id = c.id and e.seq > coalesce(m.seq, 0) and e.type = 'UserSpoke'
                where c.tenant = :tenant and c.user_id = :subject and (cast(:conversation as text) is null or c.id::text = :conversation)
                  and (cardinality(cast(:seqs as bigint[])) = 0 or e.seq = any(:seqs))
                on conflict do nothing
                """).param("tenant", tenant).param("subject", what.subject()).param("conversation", what.conversation()).param("seqs", what.seqs().toArray(Long[]::new)).update();
    }

    /** What else a person left: how many notes, entries of feedback and chat windows were erased. */
    private record Beside(int notes, int feedback, int windows) {
        static final Beside NOTHING = new Beside(0, 0, 0);
    }

    private Beside eraseBeside(String tenant, String subject, Instant now) {
        int gone = notes.erase(tenant, new NoteOwner(NoteScope.USER, subject));
        List<UUID> conversations = jdbc.sql("select id from conversation where tenant = :tenant and user_id = :subject").param("tenant", tenant).param("subject", subject)
                .query(UUID.class).list();
        return new Beside(gone, feedback.erase(tenant, conversations), emptyChat(tenant, subject, null, now));
    }

    private Receipt erase(String tenant, Forget what, List<Decision> turns, Beside beside, int unread, String by, Instant now) {
        UUID[] ids = turns.stream().map(Decision::id).toArray(UUID[]::new);
        UUID[] gone = jdbc.sql("select distinct record_id from memory_source where tenant = :tenant and decision_id = any(:ids)")
                .param("tenant", tenant).param("ids", ids).query(UUID.class).list().toArray(UUID[]::new);
        List<Decision> bereft = bereft(tenant, gone, ids);
        believeAgain(tenant, gone);
        int vectors = jdbc.sql("select count(*) from memory_record where tenant = :tenant and id = any(:gone) and embedding is not null")
                .param("tenant", tenant).param("gone", gone).query(Integer.class).single();
        update("delete from memory_source where tenant = :tenant and record_id = any(:ids)", tenant, gone);
        int erased = update("delete from memory_record where tenant = :tenant and id = any(:ids)", tenant, gone);
        jdbc.sql("""
                insert into memory_forgotten (tenant, subject, conversation, seq)
                select tenant, subject, conversation, seq from memory_decision where tenant = :tenant and id = any(:ids) on conflict do nothing
                """).param("tenant", tenant).param("ids", ids).update();
        links.erase(tenant, ids);
        update("delete from memory_decision where tenant = :tenant and id = any(:ids)", tenant, ids);
        if (!what.everything()) {
            turns.stream().map(Decision::conversation).distinct().forEach(conversation -> emptyChat(tenant, what.subject(), conversation, now));
        }
        Set<String> clusters = turns.stream().map(Decision::cluster).filter(cluster -> cluster != null).collect(Collectors.toCollection(LinkedHashSet::new));
        clusters.forEach(cluster -> judging.remake(tenant, what.subject(), cluster));
        bereft.forEach(decision -> recording.utterance(tenant, decision));
        vectors += (int) turns.stream().filter(turn -> turn.embedding() != null).count();
        return new Receipt(UUID.randomUUID(), what.subject(), by, now, turns.size(), erased, vectors, clusters.size(),
                beside.notes(), beside.feedback(), unread, turns.stream().map(Forgetting::hash).toList());
    }

    /** Turns that stay and lose a record with those that go: their text is stored anew, and what was derived is derived anew. */
    private List<Decision> bereft(String tenant, UUID[] gone, UUID[] ids) {
        jdbc.sql("""
                update memory_decision set enriched_at = null, enrich_attempts = 0
                where tenant = :tenant and kept and not id = any(:ids) and id in (select decision_id from memory_source where tenant = :tenant and record_id = any(:gone))
                """).param("tenant", tenant).param("ids", ids).param("gone", gone).update();
        return jdbc.sql("""
                select distinct d.* from memory_decision d join memory_source s on s.decision_id = d.id join memory_record r on r.id = s.record_id
                where d.tenant = :tenant and d.kept and r.kind = 'UTTERANCE' and s.record_id = any(:gone) and not d.id = any(:ids)
                """).param("tenant", tenant).param("gone", gone).param("ids", ids).query(DecisionStore::decision).list();
    }

    /** What a forgotten record had replaced takes up the place that its closed copy has now, or is believed again. */
    private void believeAgain(String tenant, UUID[] gone) {
        jdbc.sql("""
                update memory_record old set retired_at = copy.retired_at, replaced_by = copy.replaced_by
                from memory_record held left join memory_record copy on copy.tenant = held.tenant and copy.copy_of = held.id and copy.closed_by = held.replaced_by
                where old.id = held.id and held.tenant = :tenant and held.replaced_by = any(:gone) and not held.id = any(:gone)
                """).param("tenant", tenant).param("gone", gone).update();
        UUID[] copies = jdbc.sql("select id from memory_record where tenant = :tenant and closed_by = any(:gone)").param("tenant", tenant).param("gone", gone)
                .query(UUID.class).list().toArray(UUID[]::new);
        // a later copy of such a copy now stands for the original
        jdbc.sql("""
                update memory_record later set copy_of = copy.copy_of from memory_record copy
                where later.tenant = :tenant and later.copy_of = copy.id and copy.id = any(:copies)
                """).param("tenant", tenant).param("copies", copies).update();
        update("delete from memory_source where tenant = :tenant and record_id = any(:ids)", tenant, copies);
        update("delete from memory_record where tenant = :tenant and id = any(:ids)", tenant, copies);
    }

    private int update(String sql, String tenant, UUID[] ids) {
        return jdbc.sql(sql).param("tenant", tenant).param("ids", ids).update();
    }

    /**
     * A chat window holds the messages in a form of its own: it is emptied whole. What of it is on its way into memory stays out.
     *
     * @param conversation null for all of the subject
     * @return how many held something
     */
    private int emptyChat(String tenant, String subject, String conversation, Instant now) {
        jdbc.sql("""
                insert into memory_forgotten (tenant, subject, conversation, seq)
                select tenant, subject, memory_id, cast(turn ->> 'seq' as bigint) from memory_chat cross join lateral json_array_elements(cast(pending as json)) turn
                where tenant = :tenant and subject = :subject and (cast(:id as text) is null or memory_id = :id) and pending <> '[]'
                on conflict do nothing
                """).param("tenant", tenant).param("subject", subject).param("id", conversation).update();
        return jdbc.sql("""
                update memory_chat set messages = '[]', pending = '[]', updated_at = :now
                where tenant = :tenant and subject = :subject and (cast(:id as text) is null or memory_id = :id) and (messages <> '[]' or pending <> '[]')
                """).param("now", time(now)).param("tenant", tenant).param("subject", subject).param("id", conversation).update();
    }

    private static String hash(Decision decision) {
        return Sha256.hex(decision.id() + "\n" + decision.turn().content());
    }

    private void insert(String tenant, Receipt r) {
        jdbc.sql("""
                insert into memory_receipt (id, tenant, subject, asked_by, erased_at, decisions, records, embeddings, clusters, notes, feedback, unread, hashes)
                values (:id, :tenant, :subject, :by, :at, :decisions, :records, :embeddings, :clusters, :notes, :feedback, :unread, :hashes)
                """).param("id", r.id()).param("tenant", tenant).param("subject", r.subject()).param("by", r.askedBy()).param("at", time(r.erasedAt())).param("decisions", r.decisions())
                .param("records", r.records()).param("embeddings", r.embeddings()).param("clusters", r.clusters()).param("notes", r.notes()).param("feedback", r.feedback()).param("unread", r.unread())
                .param("hashes", r.hashes().toArray(String[]::new)).update();
    }

    List<Receipt> receipts(String tenant, String subject) {
        return jdbc.sql("""
                select * from memory_receipt where tenant = :tenant and (cast(:subject as text) is null or subject = :subject)
                order by erased_at desc limit 500
                """).param("tenant", tenant).param("subject", subject)
                .query((row, n) -> new Receipt(row.getObject("id", UUID.class), row.getString("subject"), row.getString("asked_by"), time(row, "erased_at"), row.getInt("decisions"),
                        row.getInt("records"), row.getInt("embeddings"), row.getInt("clusters"), row.getInt("notes"), row.getInt("feedback"), row.getInt("unread"),
                        List.of((String[]) row.getArray("hashes").getArray()))).list();
    }
}
