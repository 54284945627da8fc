package palimpsest.memory.longterm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.data.message.SystemMessage;
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
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;
import palimpsest.testkit.ValidRequests;

/** An application of LangChain4j takes the memory without our loop. */
class LangChain4jMemoryTest {

    private final Remembering here = Remembering.everything();
    private final StoredChatMemory store = new StoredChatMemory(here.database.jdbc(), here.memory, here.tenant, "ann", here.clock);

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
    void forgetting_empties_the_window_too() {
        window("chat-1", 10).add(UserMessage.from("My password is swordfish."));
        here.memory.forget(here.tenant, new Forget("ann", "chat-1", List.of(), null), "ann");
        assertThat(here.rowsWith("swordfish")).isZero();
        window("chat-1", 10).add(UserMessage.from("I have a boat."));
        assertThat(here.records()).extracting(MemoryRecord::text).containsExactly("I have a boat.");
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
