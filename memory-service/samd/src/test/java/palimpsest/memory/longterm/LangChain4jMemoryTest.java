package palimpsest.memory.longterm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.langchain4j.agent.tool.ToolExecutionRequest;
import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.data.message.ChatMessage;
import dev.langchain4j.data.message.SystemMessage;
import dev.langchain4j.data.message.ToolExecutionResultMessage;
import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.memory.chat.MessageWindowChatMemory;
import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.rag.DefaultRetrievalAugmentor;
import dev.langchain4j.rag.query.Query;
import dev.langchain4j.service.AiServices;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import palimpsest.testkit.ValidRequests;

/** An application of LangChain4j takes the memory without our loop. */
class LangChain4jMemoryTest {

    private final Remembering here = Remembering.everything();
    private final StoredChatMemory store = of("ann");

    private StoredChatMemory of(String subject) {
        return new StoredChatMemory(here.database.jdbc(), here.database.transaction(), here.memory, here.tenant, subject, here.clock);
    }

    private MessageWindowChatMemory window(String id, int messages) {
        return MessageWindowChatMemory.builder().id(id).maxMessages(messages).chatMemoryStore(store).build();
    }

    interface Assistant {
        String chat(String message);
    }

    private static final class Echo implements ChatModel {
        private final List<ChatRequest> requests = new ArrayList<>();

        @Override
        public ChatResponse doChat(ChatRequest request) {
            ValidRequests.check(request);
            requests.add(request);
            return ChatResponse.builder().aiMessage(AiMessage.from("Answer " + requests.size())).build();
        }
    }

    @Test
    void a_window_is_there_again_after_a_restart() {
        var first = window("chat-1", 10);
        first.add(SystemMessage.from("Be kind."));
        first.add(UserMessage.from("I live in Berlin."));
        first.add(AiMessage.from("Noted."));
        assertThat(window("chat-1", 10).messages()).isEqualTo(first.messages()).hasSize(3);
        assertThat(window("chat-2", 10).messages()).isEmpty();
        first.clear();
        assertThat(window("chat-1", 10).messages()).isEmpty();
    }

    @Test
    void what_the_database_cannot_hold_is_replaced_in_messages_and_refused_in_names() {
        var window = window("chat-1", 10);
        window.add(UserMessage.from("I live in Ber\0lin \uD83D\uDE42."));
        window.add(AiMessage.builder().text("Noted \uD800.").toolExecutionRequests(List.of(ToolExecutionRequest.builder().id("c").name("note")
                .arguments("{\"key\": \"a\\u0000b\"}").build())).build());
        window.add(ToolExecutionResultMessage.from("c", "note", "done\0"));

        List<ChatMessage> stored = window("chat-1", 10).messages();
        assertThat(((UserMessage) stored.get(0)).singleText()).isEqualTo("I live in Ber\uFFFDlin \uD83D\uDE42.");
        assertThat(((AiMessage) stored.get(1)).text()).isEqualTo("Noted \uFFFD.");
        assertThat(((AiMessage) stored.get(1)).toolExecutionRequests().getFirst().arguments()).as("an escape is text that can be stored").isEqualTo("{\"key\": \"a\\u0000b\"}");
        assertThat(((ToolExecutionResultMessage) stored.get(2)).text()).isEqualTo("done\uFFFD");
        assertThat(here.memory.decisions(here.tenant, "ann", "chat-1", null, 100)).extracting(decision -> decision.turn().text()).contains("I live in Ber\uFFFDlin \uD83D\uDE42.");
        assertThat(new MemoryContentRetriever(here.memory, here.tenant, "ann", 5).retrieve(Query.from("live\0 in \uD800"))).isNotEmpty();

        assertThatThrownBy(() -> store.getMessages("a\0b")).isInstanceOf(IllegalArgumentException.class).hasMessage("memoryId holds U+0000 at character 1, which can't be stored.");
        assertThatThrownBy(() -> store.updateMessages("a\0b", List.of())).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> store.deleteMessages("a\uD800")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> of("a\0b")).isInstanceOf(IllegalArgumentException.class).hasMessageStartingWith("subject holds");
        assertThatThrownBy(() -> here.memory.remember(here.tenant, "a\0b", "c", List.of())).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> here.memory.remember(here.tenant, "ann", "c\0", List.of())).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void what_a_window_drops_stays_in_memory_and_counts_once() {
        var window = window("chat-1", 4);
        for (int i = 1; i <= 6; i++) {
            window.add(UserMessage.from("Fact number " + i + " is about harbour " + i + "."));
            window.add(AiMessage.from("Understood, number " + i + "."));
        }
        assertThat(window.messages()).hasSize(4);
        List<Decision> decisions = here.memory.decisions(here.tenant, "ann", "chat-1", null, 100);
        assertThat(decisions).hasSize(12).extracting(Decision::seq).doesNotHaveDuplicates();
        assertThat(here.recall("harbour 1")).extracting(MemoryRecord::text).contains("Fact number 1 is about harbour 1.");
    }

    @Test
    void windows_of_the_same_id_are_each_subjects_own() {
        store.updateMessages("default", List.of(UserMessage.from("I live in Berlin.")));
        StoredChatMemory bobs = of("bob");
        assertThat(bobs.getMessages("default")).isEmpty();
        bobs.updateMessages("default", List.of(UserMessage.from("I live in Hamburg.")));
        assertThat(here.memory.recall(here.tenant, Recall.now("bob", "live", 10))).extracting(found -> found.record().text()).containsExactly("I live in Hamburg.");
        here.memory.forget(here.tenant, new Forget("bob", "default", List.of(), null), "bob");
        assertThat(bobs.getMessages("default")).isEmpty();
        assertThat(store.getMessages("default")).hasSize(1);
        bobs.deleteMessages("default");
        assertThat(store.getMessages("default")).hasSize(1);
    }

    @Test
    void of_two_messages_that_are_added_at_once_none_is_lost() throws Exception {
        store.updateMessages("chat-1", List.of(UserMessage.from("Good morning.")));
        List<ChatMessage> read = new ArrayList<>(store.getMessages("chat-1"));
        try (var other = Executors.newSingleThreadExecutor()) {
            other.submit(() -> window("chat-1", 10).add(UserMessage.from("I have a boat."))).get();
        }
        read.add(UserMessage.from("I have a dog."));
        store.updateMessages("chat-1", read);
        assertThat(store.getMessages("chat-1")).containsExactly(UserMessage.from("Good morning."), UserMessage.from("I have a boat."), UserMessage.from("I have a dog."));
        assertThat(here.memory.decisions(here.tenant, "ann", "chat-1", null, 10)).extracting(Decision::seq).containsExactlyInAnyOrder(1L, 2L, 3L);
    }

    @Test
    void many_threads_that_add_at_once_lose_nothing() throws Exception {
        try (var threads = Executors.newFixedThreadPool(4)) {
            for (var done : threads.invokeAll(IntStream.range(0, 12).<Callable<Void>>mapToObj(n -> () -> {
                window("chat-1", 100).add(UserMessage.from("Fact number " + n + "."));
                return null;
            }).toList())) {
                done.get();
            }
        }
        assertThat(store.getMessages("chat-1")).hasSize(12).doesNotHaveDuplicates();
        assertThat(here.memory.decisions(here.tenant, "ann", "chat-1", null, 100)).hasSize(12).extracting(decision -> decision.turn().text()).doesNotHaveDuplicates();
    }

    @Test
    void a_summary_in_place_of_a_window_is_no_new_turn() {
        store.updateMessages("chat-1", List.of(UserMessage.from("I live in Berlin."), AiMessage.from("Noted."), UserMessage.from("I have a boat."), AiMessage.from("Good.")));
        store.updateMessages("chat-1", List.of(SystemMessage.from("Be kind."), UserMessage.from("Summary: Berlin, boat."), AiMessage.from("Good.")));
        assertThat(here.memory.decisions(here.tenant, "ann", "chat-1", null, 10)).hasSize(4);
        store.updateMessages("chat-1", List.of(SystemMessage.from("Be kind."), UserMessage.from("Summary: Berlin, boat."), AiMessage.from("Good."),
                UserMessage.from("Thanks.")));
        assertThat(here.memory.decisions(here.tenant, "ann", "chat-1", null, 10)).hasSize(5);
    }

    @Test
    void turns_that_memory_could_not_take_in_are_taken_in_later() {
        var windows = new StoredChatMemory(here.database.jdbc(), here.database.transaction(), Remembering.failingOnce(here), here.tenant, "ann", here.clock);
        windows.updateMessages("chat-1", List.of(UserMessage.from("I live in Berlin.")));
        assertThat(here.memory.decisions(here.tenant, "ann", "chat-1", null, 10)).isEmpty();
        windows.updateMessages("chat-1", List.of(UserMessage.from("I live in Berlin."), AiMessage.from("Noted.")));
        assertThat(here.memory.decisions(here.tenant, "ann", "chat-1", null, 10)).extracting(Decision::seq).containsExactlyInAnyOrder(1L, 2L);
    }

    @Test
    void forgetting_empties_the_window_too() {
        window("chat-1", 10).add(UserMessage.from("My password is swordfish."));
        here.memory.forget(here.tenant, new Forget("ann", "chat-1", List.of(), null), "ann");
        assertThat(here.rowsWith("swordfish")).isZero();
        window("chat-1", 10).add(UserMessage.from("I have a boat."));
        assertThat(here.records()).extracting(MemoryRecord::text).containsExactly("I have a boat.");
    }

    @Test
    void what_is_forgotten_while_it_is_handed_on_is_not_stored() {
        LongTermMemory interrupted = Remembering.doing(here, "swordfish", () -> here.memory.forget(here.tenant, new Forget("ann", "chat-1", List.of(), null), "ann"));
        var windows = new StoredChatMemory(here.database.jdbc(), here.database.transaction(), interrupted, here.tenant, "ann", here.clock);
        windows.updateMessages("chat-1", List.of(UserMessage.from("I have a boat.")));
        windows.updateMessages("chat-1", List.of(UserMessage.from("I have a boat."), AiMessage.from("Good."), UserMessage.from("My password is swordfish.")));
        assertThat(here.rowsWith("swordfish")).isZero();
        assertThat(here.rowsWith("boat")).isZero();
        windows.updateMessages("chat-1", List.of(UserMessage.from("I sail.")));
        assertThat(here.records()).extracting(MemoryRecord::text).containsExactly("I sail.");
    }

    @Test
    void an_ai_service_answers_with_what_is_remembered_in_front_of_the_question() {
        here.say("earlier", 1, "Ann", "I adopted a puppy called Rex last Friday.");
        var model = new Echo();
        Assistant assistant = AiServices.builder(Assistant.class).chatModel(model).chatMemory(window("chat-1", 10))
                .retrievalAugmentor(DefaultRetrievalAugmentor.builder().executor(Executors.newVirtualThreadPerTaskExecutor())
                        .contentRetriever(new MemoryContentRetriever(here.memory, here.tenant, "ann", 3)).build()).build();
        assertThat(assistant.chat("What is the name of the puppy?")).isEqualTo("Answer 1");
        assertThat(((UserMessage) model.requests.getFirst().messages().getLast()).singleText()).startsWith("What is the name of the puppy?")
                .contains("[2023-05-08] Ann: I adopted a puppy called Rex last Friday. (\"last Friday\" is 2023-05-05)");
        assertThat(here.memory.decisions(here.tenant, "ann", "chat-1", null, 10)).hasSize(2);
    }

    @Test
    void a_content_says_where_it_comes_from() {
        here.say("earlier", 7, "Ann", "I adopted a puppy called Rex.");
        var content = new MemoryContentRetriever(here.memory, here.tenant, "ann", 3).retrieve(Query.from("puppy")).getFirst();
        assertThat(content.textSegment().metadata().toMap()).containsEntry("conversation", "earlier").containsEntry("speaker", "Ann")
                .containsEntry("standing", "STATED").containsKey("memory_id");
    }
}
