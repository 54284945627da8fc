package palimpsest.memory.longterm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;
import static org.assertj.core.api.InstanceOfAssertFactories.LIST;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import palimpsest.memory.gate.BaselineGates;
import palimpsest.memory.gate.GateProfile;
import palimpsest.memory.gate.Turn;
import palimpsest.memory.longterm.MemoryRecord.Kind;
import palimpsest.memory.retrieve.Reranker;

/** What a conversation is told of the user's other conversations, and whose text that counts as. */
class UserMemoryTest {

    private final Remembering here = Remembering.everything();
    private final ConversationCursor conversations = new ConversationCursor(here.database.jdbc());
    private final UserMemory memory = new UserMemory(here.memory, conversations);
    private final UUID asking = conversation();

    @Test
    void what_the_agent_said_is_its_own_where_no_text_of_others_had_entered() {
        answered("The quay of Cuxhaven is closed.", "{\"outsideText\": false}");
        answered("The quay of Bremen is closed.", "{\"outsideText\": true}");
        answered("The quay of Emden is closed.", "{\"outsideText\": null}");
        answered("The quay of Husum is closed.", "{}");
        here.say("minutes.txt", 1, Turn.ASSISTANT, "The quay of Norden is closed.");

        List<MemoryItem> found = memory.recall(here.tenant, asking, new UserMemory.Query("quay closed", null, null, null, 10)).items();

        assertThat(found).hasSize(5);
        assertThat(found).filteredOn(MemoryItem::own).extracting(MemoryItem::text).containsExactly("The quay of Cuxhaven is closed.");
    }

    @Test
    void a_correction_stands_behind_what_it_corrects_though_it_shares_no_word_with_what_is_asked() {
        here.say("gym", 1, "user", "My locker code is 4217.");
        here.say("gym", 5, "user", "I parked the bike at the gate.");
        here.say("home", 1, "user", "My bike lock opens with 90.");
        here.say("home", 3, "user", "No, it's 4412.");
        here.say("work", 1, "user", "My locker code at work is 55.");
        here.say("work", 3, "user", "Is there anything else?");
        here.say("work", 5, "user", "No, it's 4412.");
        here.say("work", 7, "user", "Sorry, 4413.");

        List<MemoryItem> found = memory.recall(here.tenant, asking, new UserMemory.Query("locker code work", null, null, null, 10)).items();
        assertThat(found).extracting(MemoryItem::text).startsWith("My locker code at work is 55.", "No, it's 4412.", "Sorry, 4413.");
        assertThat(found.get(1).corrects()).isEqualTo(found.get(0).reference());
        assertThat(found.get(2).corrects()).isEqualTo(found.get(1).reference());
        assertThat(found.get(1).conversation()).isEqualTo("work");
        assertThat(found).filteredOn(item -> item.text().equals("My locker code is 4217.")).singleElement().extracting(MemoryItem::corrects).isNull();

        List<MemoryItem> bike = memory.recall(here.tenant, asking, new UserMemory.Query("bike lock", null, null, null, 1)).items();
        assertThat(bike).extracting(MemoryItem::text).containsExactly("My bike lock opens with 90.", "No, it's 4412.");
        assertThat(bike.get(1).conversation()).isEqualTo("home");
    }

    @Test
    void turns_that_follow_each_other_have_places_that_do_whatever_their_numbers_are() {
        here.say("harbour", 4, "user", "The ferry leaves from quay seven.");
        here.say("harbour", 19, "user", "Tickets for the ferry cost twelve crowns.");
        here.say("harbour", 33, "user", "The ferry has a kiosk for tickets.");
        here.say("harbour", 51, "user", "Dogs travel free on the ferry.");
        here.say("numbered", 1, "user", "The night ferry is blue.");
        here.say("numbered", 2, "user", "The day ferry is green.");
        assertThat(places()).containsOnly(entry("The ferry leaves from quay seven.", 1L), entry("Tickets for the ferry cost twelve crowns.", 2L), entry("The ferry has a kiosk for tickets.", 3L),
                entry("Dogs travel free on the ferry.", 4L), entry("The night ferry is blue.", null), entry("The day ferry is green.", null));

        here.memory.forget(here.tenant, new Forget("ann", "harbour", List.of(33L, 51L), null), "ann");
        here.say("harbour", 70, "user", "The ferry sails at dawn.");
        assertThat(places()).as("what was forgotten stood between them").contains(entry("Tickets for the ferry cost twelve crowns.", 2L), entry("The ferry sails at dawn.", 5L));
    }

    @Test
    void what_goes_on_from_a_turn_stands_behind_it_though_it_shares_no_word_with_what_is_asked() {
        here.say("plans", 4, "user", "I am having my piano tuned.");
        here.say("plans", 9, "user", "That's on the 9th of April.");
        here.say("plans", 14, "user", "It rains.");
        here.say("other", 1, "user", "My piano is from Leipzig.");
        here.say("other", 5, "user", "My bike was stolen.");
        here.say("other", 9, "user", "That's the third one this year.");
        here.say("loud", 1, "user", "A piano can be heard on all floors.");
        here.say("loud", 2, "bob", "That's true.");

        assertThat(memory.recall(here.tenant, asking, new UserMemory.Query("piano tuned", null, null, null, 10)).items()).extracting(MemoryItem::text).startsWith("I am having my piano tuned.", "That's on the 9th of April.")
                .doesNotContain("It rains.", "That's the third one this year.", "That's true.");
    }

    private Map<String, Long> places() {
        var places = new HashMap<String, Long>();
        memory.recall(here.tenant, asking, new UserMemory.Query("ferry tickets", null, null, null, 10)).items().forEach(item -> places.put(item.text(), item.turn()));
        return places;
    }

    @Test
    void an_answer_is_corrected_where_what_it_cites_was_said() {
        here.say("gym", 1, "user", "My locker code is 4217.");
        here.say("later", 1, "user", "What is my locker code?");
        here.memory.remember(here.tenant, "ann", "later", List.of(new NumberedTurn(9, new Turn("user", here.clock.instant(), "No, it's 4412."), null, List.of(new CitedTurn("gym", 1)))));

        assertThat(memory.recall(here.tenant, asking, new UserMemory.Query("locker code", null, null, null, 10)).items()).extracting(MemoryItem::text)
                .startsWith("My locker code is 4217.", "No, it's 4412.");
    }

    @Test
    void what_was_told_again_and_again_costs_a_recall_no_more() {
        here.say("quay", 1, "user", "The harbour office opens at nine.");
        here.say("quay", 3, "user", "No, at eight.");
        long few = readByRecall("harbour office");
        for (int i = 0; i < 300; i++) {
            here.say("day-" + i, 1, "user", "The harbour office opens at nine.");
        }

        assertThat(readByRecall("harbour office")).isLessThan(few + 150);
    }

    @Test
    void what_is_told_again_is_still_corrected() {
        here.say("quay", 1, "user", "The harbour office opens at nine.");
        here.say("quay", 3, "user", "No, at eight.");
        here.say("day", 1, "user", "The harbour office opens at nine.");

        assertThat(memory.recall(here.tenant, asking, new UserMemory.Query("harbour office", null, null, null, 10)).items()).extracting(MemoryItem::text)
                .containsExactly("The harbour office opens at nine.", "No, at eight.");
    }

    @Test
    void what_was_told_more_often_than_is_read_of_it_is_still_corrected() {
        here.memory.remember(here.tenant, "ann", "quay", IntStream.range(0, 100)
                .mapToObj(i -> new NumberedTurn(i, new Turn("user", here.clock.instant(), "The harbour office opens at nine."))).toList());
        here.say("quay", 101, "user", "No, at eight.");

        assertThat(memory.recall(here.tenant, asking, new UserMemory.Query("harbour office", null, null, null, 10)).items()).extracting(MemoryItem::text)
                .containsExactly("The harbour office opens at nine.", "No, at eight.");
    }

    /** Rows of memory's tables that the server reads for a recall. */
    private long readByRecall(String query) {
        return here.database.transaction().execute(status -> {
            long before = read();
            memory.recall(here.tenant, asking, new UserMemory.Query(query, null, null, null, 10));
            return read() - before;
        });
    }

    private long read() {
        return here.database.jdbc().sql("select sum(seq_tup_read + coalesce(idx_tup_fetch, 0)) from pg_stat_xact_user_tables where relname like 'memory%'").query(Long.class).single();
    }

    @Test
    void what_corrects_is_forgotten_with_what_it_corrects() {
        here.say("gym", 1, "user", "My locker code is 4217.");
        here.say("gym", 3, "user", "No, it's 4412.");
        MemoryItem told = memory.recall(here.tenant, asking, new UserMemory.Query("locker code", null, null, null, 1)).items().getFirst();

        assertThat(memory.forget(here.tenant, asking, told.reference()).decisions()).isEqualTo(2);
        assertThat(here.rowsWith("4412")).isZero();
    }

    @Test
    void it_says_how_many_records_a_reranker_compared_though_fewer_are_shown() {
        for (int turn = 1; turn <= 5; turn++) {
            here.say("shop", turn, "user", "I like tea number " + turn + ".");
        }
        Reranker lastOfFour = (query, candidates) -> IntStream.range(0, candidates.size()).mapToDouble(place -> place < 4 ? place : Double.NaN).toArray();
        var settings = new LongTermMemory.Settings(GateProfile.shipped(), null, BaselineGates.everything(), "english");
        var reranked = new UserMemory(new LongTermMemory(here.database.jdbc(), here.database.transaction(), Words.embedder(), lastOfFour, settings, here.clock), conversations);
        var query = new UserMemory.Query("Which tea?", Kind.UTTERANCE, null, null, 2);

        assertThat(reranked.recall(here.tenant, asking, query)).returns(4, RecalledItems::reranked).extracting(RecalledItems::items).asInstanceOf(LIST).hasSize(2);
        assertThat(memory.recall(here.tenant, asking, query)).returns(0, RecalledItems::reranked);
    }

    @Test
    void what_begins_with_a_pronoun_comes_with_what_was_said_right_before_it() {
        here.say("coast", 1, "user", "My aunt Vera is ill.");
        here.say("coast", 4, "user", "I have a sister.");
        here.say("coast", 5, Turn.ASSISTANT, "I keep that in mind.");
        here.say("coast", 9, "user", "She lives in Porto.");
        here.say("coast", 12, "user", "She teaches maths in Porto.");
        here.say("coast", 15, "user", "The ferry to Porto is late.");

        List<MemoryItem> found = recalled("Porto");
        assertThat(found).hasSize(3).allSatisfy(item -> assertThat(item.after()).isEqualTo(item.text().startsWith("She") ? "I have a sister." : null));

        memory.forget(here.tenant, asking, recalled("sister").stream().filter(item -> item.text().equals("I have a sister.")).findFirst().orElseThrow().reference());
        assertThat(recalled("Porto")).as("of nobody else").hasSize(3).allSatisfy(item -> assertThat(item.after()).isNull());
    }

    private List<MemoryItem> recalled(String query) {
        return memory.recall(here.tenant, asking, new UserMemory.Query(query, null, null, null, 10)).items();
    }

    private void answered(String answer, String event) {
        UUID conversation = conversation();
        here.database.jdbc().sql("insert into event (conversation_id, seq, tenant, type, payload) values (:conversation, 14, :tenant, 'RunFinished', :event)")
                .param("conversation", conversation).param("tenant", here.tenant).param("event", event).update();
        here.say(conversation.toString(), 14, Turn.ASSISTANT, answer);
    }

    /** Of the user whose memory it is. */
    private UUID conversation() {
        UUID agent = UUID.randomUUID();
        here.database.jdbc().sql("insert into agent (id, tenant, name) values (:agent, :tenant, :name)").param("agent", agent).param("tenant", here.tenant)
                .param("name", agent.toString()).update();
        UUID id = UUID.randomUUID();
        here.database.jdbc().sql("insert into conversation (id, tenant, agent_id, user_id) values (:id, :tenant, :agent, 'ann')").param("id", id).param("tenant", here.tenant)
                .param("agent", agent).update();
        return id;
    }
}
