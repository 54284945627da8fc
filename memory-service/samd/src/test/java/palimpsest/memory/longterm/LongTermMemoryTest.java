package palimpsest.memory.longterm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static palimpsest.memory.longterm.Remembering.MONDAY;
import static palimpsest.memory.longterm.Remembering.day;

import dev.langchain4j.data.message.UserMessage;
import java.time.Duration;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import palimpsest.memory.gate.BaselineGates;
import palimpsest.memory.gate.GateProfile;
import palimpsest.memory.gate.Turn;
import palimpsest.memory.longterm.LongTermMemory.Replayed;
import palimpsest.memory.longterm.MemoryRecord.Source;
import palimpsest.memory.longterm.MemoryRecord.Standing;
import palimpsest.memory.note.NoteHolding;
import palimpsest.memory.note.NoteOwner;
import palimpsest.memory.note.NoteScope;
import palimpsest.memory.note.NoteStore;
import palimpsest.memory.note.NoteVersion.Origin;
import palimpsest.memory.note.PostgresNoteStore;
import palimpsest.memory.retrieve.PassageHit.Reranked;
import palimpsest.memory.retrieve.Reranker;

class LongTermMemoryTest {

    private static final String NEWS = "Last Friday I adopted a puppy called Rex from the shelter in Hamburg, my kids love him.";
    private static final String PLEASANTRY = "Wow, that's great! Thanks so much!";

    @Test
    void what_is_kept_is_found_at_once_with_where_it_comes_from() {
        var here = Remembering.fitted();
        Decision decision = here.say("c1", 3, "Ann", NEWS);
        assertThat(decision.kept()).isTrue();
        MemoryRecord found = here.recall("Which animal did Ann adopt?").getFirst();
        assertThat(found.text()).isEqualTo(NEWS);
        assertThat(found.standing()).isEqualTo(Standing.STATED);
        assertThat(found.sources()).containsExactly(new Source(decision.id(), "c1", 3, 1L, "Ann", MONDAY, 0, NEWS.length()));
    }

    @Test
    void a_date_that_is_spoken_is_resolved_and_searched_by() {
        var here = Remembering.everything();
        here.say("c1", 1, "Ann", NEWS);
        here.say("c1", 2, "Ann", "I like tea.");
        MemoryRecord found = here.recall("What happened on 5 May 2023?").getFirst();
        assertThat(found.times()).singleElement().satisfies(time -> assertThat(time.from()).isEqualTo(LocalDate.of(2023, 5, 5)));
        assertThat(found.valid().from()).isEqualTo(day("2023-05-05"));
    }

    @Test
    void what_is_turned_away_is_a_decision_only_until_somebody_overrules_it() {
        var here = Remembering.fitted();
        here.smallTalk("c1");
        Decision turnedAway = here.say("c1", 1, "Ann", PLEASANTRY);
        assertThat(turnedAway.kept()).isFalse();
        assertThat(here.records()).isEmpty();
        assertThat(here.memory.decisions(here.tenant, "ann", null, false, 100)).extracting(Decision::id).contains(turnedAway.id());
        Decision overruled = here.memory.overrule(here.tenant, turnedAway.id(), true, "carla");
        assertThat(overruled).returns(true, Decision::kept).returns("carla", Decision::overruledBy);
        assertThat(here.recall("great thanks")).extracting(MemoryRecord::text).containsExactly(PLEASANTRY);
        here.memory.overrule(here.tenant, turnedAway.id(), true, "carla");
        assertThat(here.records()).as("twice changes nothing").hasSize(1);
        here.memory.overrule(here.tenant, turnedAway.id(), false, "carla");
        assertThat(here.records()).isEmpty();
    }

    @Test
    void overruling_moves_the_criterion_of_the_cluster() {
        var here = Remembering.fitted();
        double before = here.say("c1", 1, "Ann", PLEASANTRY).score();
        for (int seq = 2; seq < 8; seq++) {
            here.memory.overrule(here.tenant, here.say("c1", seq, "Ann", PLEASANTRY).id(), true, "carla");
        }
        Decision after = here.say("c2", 1, "Ann", PLEASANTRY);
        assertThat(after.score()).isGreaterThan(before + 0.1);
        assertThat(after.reason()).contains("its cluster is kept more");
        assertThat(here.memory.clusters(here.tenant, "ann")).anySatisfy(cluster -> assertThat(cluster.offset()).isPositive());
    }

    @Test
    void a_turn_counts_once_however_often_it_is_sent() {
        var here = Remembering.everything();
        here.say("c1", 1, "Ann", "I live in Berlin.");
        assertThat(here.say("c1", 1, "Ann", "I live in Berlin.")).isNull();
        here.memory.remember(here.tenant, "ann", "c1", List.of(new NumberedTurn(1, new Turn("Ann", MONDAY, "I live in Berlin.")),
                new NumberedTurn(2, new Turn("Ann", MONDAY, "I have a boat."))));
        assertThat(here.records()).hasSize(2);
    }

    @Test
    void a_very_long_turn_is_remembered_too() {
        var here = Remembering.everything();
        var random = new Random(7);
        String text = "The log says: " + IntStream.range(0, 3000).mapToObj(i -> Long.toString(random.nextLong(), 36)).collect(Collectors.joining(" ")) + " and then quokka.";
        here.say("c1", 1, "Ann", text);
        assertThat(here.recall("Where does it say quokka?")).singleElement().returns(text, MemoryRecord::text);
        here.say("c1", 2, "Ann", text);
        assertThat(here.records()).as("twice the same").hasSize(1);
    }

    @Test
    void the_same_said_twice_is_one_record_with_two_sources() {
        var here = Remembering.everything();
        here.say("c1", 1, "Ann", "I live in Berlin.");
        here.say("c2", 1, "Ann", "i live in  Berlin!");
        here.say("c3", 1, "Ben", "I live in Berlin.");
        assertThat(here.records()).hasSize(2);
        assertThat(here.records()).anySatisfy(record -> assertThat(record.sources()).extracting(Source::conversation).containsExactly("c1", "c2"));
    }

    @Test
    void yesterday_said_on_two_days_is_two_memories_and_so_is_the_contrary() {
        var here = Remembering.everything();
        here.say("c1", 1, "Ann", MONDAY, "I swam yesterday.");
        here.say("c1", 2, "Ann", MONDAY.plus(Duration.ofDays(1)), "I swam yesterday.");
        here.say("c1", 3, "Ann", MONDAY, "I do like to swim in the cold lake with my friends in winter.");
        here.say("c1", 4, "Ann", MONDAY, "I do not like to swim in the cold lake with my friends in winter.");
        assertThat(here.records()).hasSize(4);
    }

    @Test
    void a_replaced_record_is_closed_and_what_was_believed_in_may_can_be_asked() {
        var here = Remembering.everything();
        here.say("c1", 1, "Ann", "I live in Berlin.");
        MemoryRecord berlin = here.records().getFirst();
        here.clock.set(day("2023-09-01"));
        Decision moved = here.say("c2", 1, "Ann", "I moved.");
        here.memory.replace(here.tenant, berlin.id(), "Ann lives in Hamburg.", day("2023-08-01"), moved.id());
        here.clock.set(day("2023-10-01"));
        assertThat(texts(here, null, null)).contains("Ann lives in Hamburg.").doesNotContain("I live in Berlin.");
        assertThat(texts(here, "2023-06-01", null)).contains("I live in Berlin.").doesNotContain("Ann lives in Hamburg.");
        assertThat(texts(here, "2023-08-15", "2023-08-20")).as("nobody knew of it yet").containsExactly("I live in Berlin.");
        assertThat(here.memory.find(here.tenant, berlin.id())).get().satisfies(old -> assertThat(old.replacedBy()).isNotNull());
        assertThatExceptionOfType(IllegalArgumentException.class)
                .isThrownBy(() -> here.memory.replace(here.tenant, berlin.id(), "again", null, moved.id())).withMessageContaining("no longer believed");
    }

    private static List<String> texts(Remembering here, String validAt, String knownAt) {
        return here.memory.recall(here.tenant, new Recall("ann", "Where does Ann live? Berlin Hamburg", validAt == null ? null : day(validAt),
                knownAt == null ? null : day(knownAt), 10)).stream().map(found -> found.record().text()).toList();
    }

    @Test
    void another_gate_is_tried_on_what_was_said_and_changes_nothing() {
        var here = Remembering.fitted();
        here.smallTalk("c1");
        here.say("c1", 201, "Ann", NEWS);
        here.say("c1", 202, "Ben", PLEASANTRY);
        List<Replayed> replayed = here.memory.replay(here.tenant, "ann", null, BaselineGates.everything());
        assertThat(replayed).extracting(one -> one.decision().kept()).hasSize(10).endsWith(true, false);
        assertThat(replayed).allMatch(one -> one.verdict().keep());
        assertThat(here.records()).hasSize(1);
        assertThat(here.memory.replay(here.tenant, "ann", "c1", here.memory.fittedGate(null))).extracting(one -> one.verdict().keep()).endsWith(true, false);
    }

    @Test
    void forgetting_erases_a_turn_with_all_that_came_of_it_and_gives_a_receipt() {
        var here = Remembering.everything();
        Decision secret = here.say("c1", 1, "Ann", "My password is swordfish.");
        here.say("c1", 2, "Ann", "I have a boat.");
        here.memory.replace(here.tenant, here.records().getLast().id(), "Ann's password is swordfish.", null, secret.id());
        Receipt receipt = here.memory.forget(here.tenant, new Forget("ann", "c1", List.of(1L), null), "ann");
        assertThat(here.rowsWith("swordfish")).isZero();
        assertThat(receipt.decisions()).isEqualTo(1);
        assertThat(receipt.records()).isGreaterThanOrEqualTo(2);
        assertThat(receipt.hashes()).hasSize(1).allMatch(hash -> hash.matches("[0-9a-f]{64}"));
        assertThat(here.memory.receipts(here.tenant, null)).containsExactly(receipt);
        assertThat(here.recall("boat password")).extracting(MemoryRecord::text).containsExactly("I have a boat.");
        assertThat(here.say("c1", 1, "Ann", "My password is swordfish.")).as("a sender that repeats itself").isNull();
        assertThat(here.rowsWith("swordfish")).isZero();
    }

    @Test
    void what_a_forgotten_record_had_replaced_is_believed_again() {
        var here = Remembering.everything();
        here.say("c1", 1, "Ann", "I live in Berlin.");
        MemoryRecord berlin = here.records().getFirst();
        here.clock.advance(Duration.ofDays(100));
        Decision moved = here.say("c2", 1, "Ann", "I live in Hamburg.");
        here.memory.replace(here.tenant, berlin.id(), "Ann lives in Hamburg.", null, moved.id());
        here.memory.forget(here.tenant, new Forget("ann", "c2", List.of(), null), "ann");
        here.clock.advance(Duration.ofDays(1));
        assertThat(here.recall("live in Berlin Hamburg")).singleElement().satisfies(record -> {
            assertThat(record.id()).isEqualTo(berlin.id());
            assertThat(record.known().to()).isNull();
        });
    }

    @Test
    void a_record_that_another_turn_bears_out_too_stays() {
        var here = Remembering.everything();
        here.say("c1", 1, "Ann", "I live in Berlin.");
        here.say("c2", 1, "Ann", "I live in Berlin!");
        here.memory.forget(here.tenant, new Forget("ann", "c1", List.of(), null), "ann");
        assertThat(here.records()).singleElement().satisfies(record -> {
            assertThat(record.text()).isEqualTo("I live in Berlin!");
            assertThat(record.sources()).extracting(Source::conversation).containsExactly("c2");
        });
    }

    @Test
    void all_of_a_person_is_forgotten_and_nothing_of_another() {
        var here = Remembering.fitted();
        here.say("c1", 1, "Ann", NEWS);
        here.say("c1", 2, "Ben", PLEASANTRY);
        here.memory.remember(here.tenant, "ben", "c9", List.of(new NumberedTurn(1, new Turn("Ben", MONDAY, NEWS))));
        Receipt receipt = here.memory.forget(here.tenant, new Forget("ann", null, List.of(), null), "ann");
        assertThat(receipt.decisions()).isEqualTo(2);
        assertThat(here.memory.decisions(here.tenant, "ann", null, null, 10)).isEmpty();
        assertThat(here.memory.clusters(here.tenant, "ann")).isEmpty();
        assertThat(here.memory.list(here.tenant, "ben", null, null, null, 10)).hasSize(1);
        assertThatExceptionOfType(NoSuchElementException.class).isThrownBy(() -> here.memory.forget(here.tenant, new Forget("ann", null, List.of(), null), "ann"));
    }

    @Test
    void with_all_of_a_person_go_lasting_notes_feedback_and_windows_and_the_receipt_says_so() {
        var here = Remembering.everything();
        here.say("c1", 1, "Ann", NEWS);
        here.say("c2", 1, "Ann", "I sail.");
        var notes = new PostgresNoteStore(here.database.jdbc());
        for (String user : List.of("ann", "ben")) {
            NoteOwner owner = new NoteOwner(NoteScope.USER, user);
            notes.append(here.tenant, owner, "pets", 0, "the puppy", "Biscuit eats fish.", Origin.PERSON);
            notes.append(here.tenant, owner, "pets", 1, "the puppy", "Biscuit eats rice.", Origin.PERSON);
            feedback(here, user);
        }
        var window = new StoredChatMemory(here.database.jdbc(), here.database.transaction(), null, here.tenant, "ann", here.clock);
        window.updateMessages("alone", List.of(UserMessage.from("My puppy is ill.")));

        here.memory.forget(here.tenant, new Forget("ann", "c1", List.of(), null), "ann");
        assertThat(notes.notes(here.tenant, new NoteOwner(NoteScope.USER, "ann"))).as("one conversation is not all of her").hasSize(1);

        Receipt receipt = here.memory.forget(here.tenant, new Forget("ann", null, List.of(), null), "ann");
        assertThat(receipt.notes()).isEqualTo(1);
        assertThat(receipt.feedback()).isEqualTo(1);
        assertThat(here.memory.receipts(here.tenant, "ann")).contains(receipt);
        assertThat(notes.versions(here.tenant, new NoteOwner(NoteScope.USER, "ann"), "pets")).isEmpty();
        assertThat(window.getMessages("alone")).isEmpty();
        assertThat(notes.versions(here.tenant, new NoteOwner(NoteScope.USER, "ben"), "pets")).hasSize(2);
        assertThat(here.database.jdbc().sql("select c.user_id from meta_feedback f join conversation c on c.id = f.conversation_id where f.tenant = :tenant")
                .param("tenant", here.tenant).query(String.class).list()).containsExactly("ben");
    }

    @Test
    void notes_that_an_application_keeps_itself_go_with_a_person() {
        var here = Remembering.everything();
        here.say("c1", 1, "Ann", NEWS);
        NoteStore own = new NotesElsewhere(new PostgresNoteStore(here.database.jdbc()), here.database.newTenant());
        var memory = new LongTermMemory(here.database.jdbc(), here.database.transaction(), null, null, own, (tenant, conversations) -> 0,
                new LongTermMemory.Settings(GateProfile.shipped(), null, BaselineGates.everything(), "english"), here.clock);
        NoteOwner ann = new NoteOwner(NoteScope.USER, "ann");
        own.append(here.tenant, ann, "pets", 0, "the puppy", "Biscuit eats fish.", Origin.PERSON);
        own.append(here.tenant, ann, "home", 0, "the flat", "On the third floor.", Origin.PERSON);
        own.append(here.tenant, new NoteOwner(NoteScope.AGENT, "ann"), "habits", 0, "an agent's", "Answer briefly.", Origin.PERSON);

        assertThat(memory.forget(here.tenant, new Forget("ann", null, List.of(), null), "ann").notes()).isEqualTo(2);
        assertThat(own.holdings(here.tenant)).extracting(NoteHolding::owner).containsExactly(new NoteOwner(NoteScope.AGENT, "ann"));
    }

    @Test
    void feedback_that_an_application_keeps_itself_goes_with_a_person() {
        var here = Remembering.everything();
        here.say("c1", 1, "Ann", NEWS);
        UUID hers = feedback(here, "ann");
        UUID his = feedback(here, "ben");
        var kept = new HashMap<UUID, String>(Map.of(hers, "The puppy is Biscuit.", his, "The kitten is Tom."));
        var memory = new LongTermMemory(here.database.jdbc(), here.database.transaction(), null, null, new PostgresNoteStore(here.database.jdbc()),
                (tenant, conversations) -> (int) conversations.stream().filter(one -> tenant.equals(here.tenant) && kept.remove(one) != null).count(),
                new LongTermMemory.Settings(GateProfile.shipped(), null, BaselineGates.everything(), "english"), here.clock);

        assertThat(memory.forget(here.tenant, new Forget("ann", null, List.of(), null), "ann").feedback()).isEqualTo(1);
        assertThat(kept).containsOnlyKeys(his);
    }

    private static UUID feedback(Remembering here, String user) {
        UUID id = UUID.randomUUID();
        here.database.jdbc().sql("insert into agent (id, tenant, name) values (:id, :tenant, :user)").param("id", id).param("tenant", here.tenant).param("user", user).update();
        here.database.jdbc().sql("insert into conversation (id, tenant, agent_id, user_id) values (:id, :tenant, :id, :user)").param("id", id).param("tenant", here.tenant)
                .param("user", user).update();
        here.database.jdbc().sql("""
                insert into meta_feedback (id, tenant, conversation_id, run_id, source, verdict, question, memories, answer, task)
                values (:id, :tenant, :id, :id, 'user', 'up', 'What is the puppy called?', '["Biscuit"]', 'Biscuit', 'plain')
                """).param("id", id).param("tenant", here.tenant).update();
        return id;
    }

    @Test
    void two_people_may_have_a_conversation_of_the_same_name() {
        var here = Remembering.everything();
        here.say("c1", 1, "Ann", "I live in Berlin.");
        List<Decision> bobs = here.memory.remember(here.tenant, "bob", "c1", List.of(new NumberedTurn(1, new Turn("Bob", MONDAY, "I live in Hamburg."))));
        assertThat(bobs).hasSize(1);
        assertThat(here.memory.list(here.tenant, "bob", null, null, null, 10)).extracting(MemoryRecord::text).containsExactly("I live in Hamburg.");
        MemoryRecord anns = here.records().getFirst();
        assertThatExceptionOfType(NoSuchElementException.class).as("another's turn says nothing of her")
                .isThrownBy(() -> here.memory.replace(here.tenant, anns.id(), "Ann lives in Hamburg.", null, bobs.getFirst().id()));
        here.memory.forget(here.tenant, new Forget("ann", "c1", List.of(), null), "ann");
        assertThat(here.memory.decisions(here.tenant, "bob", "c1", null, 10)).hasSize(1);
        here.memory.remember(here.tenant, "bob", "c1", List.of(new NumberedTurn(1, new Turn("Bob", MONDAY, "again")), new NumberedTurn(2, new Turn("Bob", MONDAY, "I sail."))));
        assertThat(here.memory.decisions(here.tenant, "bob", "c1", null, 10)).hasSize(2);
        assertThat(here.memory.receipts(here.tenant, "bob")).isEmpty();
        assertThat(here.memory.receipts(here.tenant, "ann")).hasSize(1);
    }

    @Test
    void another_tenant_sees_and_changes_nothing() {
        var here = Remembering.everything();
        Decision decision = here.say("c1", 1, "Ann", NEWS);
        UUID record = here.records().getFirst().id();
        String other = here.database.newTenant();
        assertThat(here.memory.recall(other, Recall.now("ann", "puppy", 10))).isEmpty();
        assertThat(here.memory.find(other, record)).isEmpty();
        assertThat(here.memory.decisions(other, "ann", null, null, 10)).isEmpty();
        assertThatExceptionOfType(NoSuchElementException.class).isThrownBy(() -> here.memory.overrule(other, decision.id(), false, "x"));
        assertThatExceptionOfType(NoSuchElementException.class).isThrownBy(() -> here.memory.verify(other, record, "x"));
        assertThatExceptionOfType(NoSuchElementException.class).isThrownBy(() -> here.memory.forget(other, new Forget("ann", null, List.of(), null), "x"));
        assertThat(here.records()).hasSize(1);
    }

    @Test
    void without_an_embedding_model_words_are_enough() {
        var here = Remembering.byWordsOnly();
        here.say("c1", 1, "Ann", NEWS);
        here.say("c1", 2, "Ann", "I like tea.");
        assertThat(here.recall("puppies from shelters")).extracting(MemoryRecord::text).containsExactly(NEWS);
    }

    @Test
    void a_confirmed_record_says_by_whom() {
        var here = Remembering.everything();
        here.say("c1", 1, "Ann", NEWS);
        MemoryRecord verified = here.memory.verify(here.tenant, here.records().getFirst().id(), "carla");
        assertThat(verified).returns(Standing.VERIFIED, MemoryRecord::standing).returns("carla", MemoryRecord::verifiedBy);
    }

    @Test
    void what_a_reranker_had_time_for_says_of_how_many_and_the_rest_has_no_score() {
        var here = Remembering.everything();
        for (int turn = 1; turn <= 5; turn++) {
            here.say("c1", turn, "Ann", "I like tea number " + turn + ".");
        }
        Reranker lastOfThree = new Reranker() {
            @Override
            public double[] score(String query, List<Candidate> candidates) {
                throw new AssertionError("a recall has a deadline");
            }

            @Override
            public Optional<double[]> scoresIfAvailable(String query, List<Candidate> candidates) {
                return Optional.of(IntStream.range(0, candidates.size()).mapToDouble(place -> place < 3 ? place : Double.NaN).toArray());
            }
        };
        var settings = new LongTermMemory.Settings(GateProfile.shipped(), null, BaselineGates.everything(), "english");
        var memory = new LongTermMemory(here.database.jdbc(), here.database.transaction(), Words.embedder(), lastOfThree, settings, here.clock);
        List<Recall.Found> found = memory.recall(here.tenant, Recall.now("ann", "Which tea?", 10));
        assertThat(found).extracting(Recall.Found::reranked).containsExactly(new Reranked(2, 3), new Reranked(1, 3), new Reranked(0, 3), null, null);
        assertThat(Recall.Found.reranked(memory.recall(here.tenant, Recall.now("ann", "Which tea?", 1)))).as("of those that are not shown, too").isEqualTo(3);
        assertThat(Recall.Found.reranked(here.memory.recall(here.tenant, Recall.now("ann", "Which tea?", 10)))).isZero();
    }

    @Test
    void a_reranker_that_fails_leaves_the_order_of_the_search_and_gives_no_score() {
        var here = Remembering.everything();
        here.say("c1", 1, "Ann", "I like green tea.");
        here.say("c1", 2, "Ann", "I like black tea with milk.");
        var settings = new LongTermMemory.Settings(GateProfile.shipped(), null, BaselineGates.everything(), "english");
        LongTermMemory failing = new LongTermMemory(here.database.jdbc(), here.database.transaction(), Words.embedder(), (query, candidates) -> {
            throw new IllegalStateException("no model");
        }, settings, here.clock);
        List<Recall.Found> plain = here.memory.recall(here.tenant, Recall.now("ann", "Which tea has milk?", 10));
        List<Recall.Found> found = failing.recall(here.tenant, Recall.now("ann", "Which tea has milk?", 10));
        assertThat(plain).hasSize(2);
        assertThat(found).isEqualTo(plain).allMatch(one -> one.reranked() == null);
    }
}
