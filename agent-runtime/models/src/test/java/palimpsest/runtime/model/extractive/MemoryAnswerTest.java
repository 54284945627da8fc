package palimpsest.runtime.model.extractive;

import static org.assertj.core.api.Assertions.assertThat;

import dev.langchain4j.agent.tool.ToolExecutionRequest;
import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.data.message.ChatMessage;
import dev.langchain4j.data.message.ToolExecutionResultMessage;
import dev.langchain4j.data.message.UserMessage;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import palimpsest.memory.language.Languages;
import tools.jackson.databind.json.JsonMapper;

class MemoryAnswerTest {

    private static final JsonMapper JSON = JsonMapper.builder().build();

    private static MemoryAnswer answer(String question, List<Remembered> memories) {
        Question asked = Question.of(question, null, new Languages());
        return new MemoryAnswer(asked, new Relevance(asked), memories);
    }

    private static List<Remembered> memories(String... saidSpeakerText) {
        var memories = new ArrayList<Remembered>();
        for (int i = 0; i < saidSpeakerText.length; i += 3) {
            memories.add(new Remembered(saidSpeakerText[i + 2], saidSpeakerText[i], saidSpeakerText[i + 1], "A talk #1", saidSpeakerText[i].substring(0, 10), i / 3, "", "", "", 1));
        }
        return memories;
    }

    @Test
    void the_later_of_two_statements_on_what_is_one_thing_at_a_time_is_in_force() {
        var memories = memories("2026-03-01T10:00:00Z", "user", "I live in Bremen, close to the harbor.", "2026-05-01T10:00:00Z", "user", "By the way, I live in Rostock now.");
        assertThat(answer("Where do I live?", memories).alone()).startsWith("\"By the way, I live in Rostock now.\" (you, 2026-05-01, in 'A talk', in force since 2026-05-01)")
                .endsWith("Before that: \"I live in Bremen, close to the harbor.\" (you, 2026-03-01, in 'A talk')");
        assertThat(answer("What is my boat called?", memories("2026-03-01T10:00:00Z", "user", "My boat is called Anna.", "2026-03-01T10:00:00.5Z", "user", "My new boat is called Lena.")).alone())
                .startsWith("\"My new boat is called Lena.\"").contains("Before that: \"My boat is called Anna.\"");
    }

    @Test
    void a_question_in_chinese_is_answered_in_chinese_words() {
        assertThat(answer("我的船叫什么？", memories("2026-03-01T10:00:00Z", "user", "我的船叫海鸥。", "2026-05-01T10:00:00Z", "user", "我的新船叫白鹭。")).alone())
                .isEqualTo("\"我的新船叫白鹭。\" (您，2026-05-01，对话《A talk》，自2026-05-01起有效)\n在此之前：\"我的船叫海鸥。\" (您，2026-03-01，对话《A talk》)");
        assertThat(answer("我住在哪里？", memories("2026-03-01T10:00:00Z", "user", "我住在青岛。", "2026-05-01T10:00:00Z", "user", "我上个月搬到厦门了，现在住在厦门。")).alone())
                .startsWith("\"我上个月搬到厦门了").contains("自2026-05-01起有效", "在此之前：\"我住在青岛。\"");
        assertThat(answer("我的船停在哪里？", List.of()).alone()).startsWith("在我记得的内容中没有找到");
        assertThat(answer("明天怎么去码头", List.of()).alone()).as("a question without a mark").startsWith("在我记得的内容中没有找到");
        assertThat(answer("我的船停在三号码头。", List.of()).alone()).startsWith("您告诉我的");
    }

    @Test
    void what_a_sentence_tells_besides_does_not_hide_what_is_asked_in_chinese() {
        var memories = memories("2026-03-01T10:00:00Z", "user", "我住在青岛，在一家修船的工厂工作。");
        assertThat(answer("我在哪里工作？", memories).alone()).contains("修船的工厂");
        assertThat(answer("我在哪里上学？", memories).alone()).startsWith("在我记得的内容中没有找到");
    }

    @Test
    void what_may_be_many_things_at_a_time_stays_side_by_side() {
        var memories = memories("2026-03-01T10:00:00Z", "user", "I like green tea.", "2026-05-01T10:00:00Z", "user", "I like black tea.");
        assertThat(answer("Which tea do I like?", memories).alone()).contains("green", "black").doesNotContain("in force");
    }

    @Test
    void a_question_about_one_person_is_not_answered_by_what_another_said_of_himself() {
        var memories = memories("2026-03-01T10:00:00Z", "Wilma", "I ran the harbor race on Sunday.", "2026-03-01T10:01:00Z", "Otto", "I baked a cake on Sunday.");
        assertThat(answer("When did Wilma run the harbor race?", memories).alone()).contains("I ran the harbor race").contains("Wilma, 2026-03-01");
        assertThat(answer("When did Otto run the harbor race?", memories).alone()).startsWith("I found nothing");
    }

    @Test
    void praise_for_what_somebody_did_is_not_what_the_one_who_praises_did() {
        var memories = memories("2026-03-01T10:00:00Z", "Wilma", "That harbor race for the hospital sounds great, Otto! I'm so proud of you for taking part.");
        assertThat(answer("What did Wilma run the harbor race for?", memories).alone()).startsWith("I found nothing");
        var own = memories("2026-03-01T10:00:00Z", "Wilma", "Thanks, Otto! I ran the harbor race for the hospital.");
        assertThat(answer("What did Wilma run the harbor race for?", own).alone()).contains("for the hospital");
    }

    @Test
    void what_is_told_of_one_place_does_not_answer_for_another() {
        var memories = memories("2026-03-01T10:00:00Z", "Wilma", "I painted a wall at home after that trip to Norway.");
        assertThat(answer("What did Wilma make at home to remember a trip to Norway?", memories).alone()).contains("Norway");
        assertThat(answer("What did Wilma make at home to remember a trip to Iceland?", memories).alone()).startsWith("I found nothing");
    }

    @Test
    void what_was_said_to_somebody_is_not_said_of_them() {
        var memories = memories("2026-03-01T10:00:00Z", "Wilma", "Thanks, Otto! I ran the harbor race on Sunday.", "2026-03-01T10:01:00Z", "Otto", "I baked a cake on Sunday.");
        assertThat(answer("When did Otto run the harbor race?", memories).alone()).startsWith("I found nothing");
        var told = memories("2026-03-01T10:00:00Z", "Wilma", "I cheered when Otto ran the harbor race on Sunday.", "2026-03-01T10:01:00Z", "Otto", "I baked a cake on Sunday.");
        assertThat(answer("When did Otto run the harbor race?", told).alone()).contains("when Otto ran the harbor race");
    }

    @Test
    void where_the_answer_is_checked_fewer_words_are_enough_if_the_question_is_about_somebody_who_speaks() {
        var memories = memories("2026-03-01T10:00:00Z", "Wilma", "I painted a wall at home after that trip to Norway.");
        Question named = Question.of("What did Wilma make at home to remember a trip to Iceland?", null, new Languages());
        assertThat(new MemoryAnswer(named, new Relevance(named), memories, true).alone()).contains("Norway");
        assertThat(new MemoryAnswer(named, new Relevance(named), memories, true).best()).as("documents, which are not checked for memory, still come first").isZero();
        Question unnamed = Question.of("What did somebody make at home to remember a trip to Iceland?", null, new Languages());
        assertThat(new MemoryAnswer(unnamed, new Relevance(unnamed), memories, true).alone()).startsWith("I found nothing");
    }

    private static String checked(String question, List<Remembered> memories) {
        Question asked = Question.of(question, null, new Languages());
        return new MemoryAnswer(asked, new Relevance(asked), memories, true).alone();
    }

    @Test
    void where_the_answer_is_checked_what_the_person_asked_about_said_is_quoted_before_what_another_said_with_as_many_words() {
        var memories = memories("2026-03-01T10:00:00Z", "Otto", "I bought a green boat in Husum.", "2026-03-02T10:00:00Z", "Wilma", "I bought a green boat in Emden.");
        assertThat(checked("Where did Wilma buy a green boat?", memories)).startsWith("\"I bought a green boat in Emden.\"");
        assertThat(checked("Where did Otto buy a green boat?", memories)).startsWith("\"I bought a green boat in Husum.\"");
    }

    @Test
    void where_the_answer_is_checked_at_most_four_turns_are_quoted_and_those_far_behind_are_not() {
        var many = memories("2026-03-01T10:00:00Z", "Wilma", "I sang in Emden.", "2026-03-02T10:00:00Z", "Wilma", "I sang in Husum.", "2026-03-03T10:00:00Z", "Wilma", "I sang in Norden.",
                "2026-03-04T10:00:00Z", "Wilma", "I sang in Bremen.", "2026-03-05T10:00:00Z", "Wilma", "I sang in Aurich.");
        assertThat(checked("In which towns did Wilma sing?", many).lines()).hasSize(4);
        var one = memories("2026-03-01T10:00:00Z", "Wilma", "I sang in Emden.", "2026-03-02T10:00:00Z", "Otto", "The soup is too hot.", "2026-03-03T10:00:00Z", "Otto", "Rain again.");
        assertThat(checked("In which town did Wilma sing?", one).lines()).hasSize(1);
    }

    @Test
    void where_the_answer_is_checked_a_statement_about_somebody_is_still_no_question() {
        var memories = memories("2026-03-01T10:00:00Z", "Wilma", "I sang in Emden.");
        assertThat(checked("My neighbour Wilma has a new bicycle.", memories)).startsWith("I keep in mind");
    }

    @Test
    void what_only_speaks_of_the_same_things_does_not_answer() {
        var memories = memories("2026-03-01T10:00:00Z", "Wilma", "We sang at the harbor and the song was about the sea.");
        assertThat(answer("Which song did Wilma sing at the wedding in Rostock?", memories).alone()).startsWith("I found nothing");
    }

    @Test
    void a_statement_is_taken_note_of_and_a_question_without_an_answer_is_told_so() {
        assertThat(answer("My brother has a boat.", List.of()).alone()).startsWith("I keep in mind");
        assertThat(answer("What is my brother's boat called?", List.of()).alone()).startsWith("I found nothing");
        assertThat(answer("Tell me about the boat of my brother.", List.of()).alone()).startsWith("I found nothing");
    }

    @Test
    void what_was_only_asked_before_is_no_answer() {
        assertThat(answer("灯塔是哪一年建成的？", memories("2026-03-01T10:00:00Z", "user", "灯塔是哪一年建成的？", "2026-03-01T10:01:00Z", "user", "灯塔有多高？")).best()).isZero();
        assertThat(answer("ประภาคารสร้างเมื่อปีใด", memories("2026-03-01T10:00:00Z", "user", "ประภาคารสร้างเมื่อปีใด")).best()).isZero();
        assertThat(answer("How high is the lighthouse?", memories("2026-03-01T10:00:00Z", "user", "How high is the lighthouse of Elm Point?")).best()).isZero();
        assertThat(answer("How old is my boat?", memories("2026-03-01T10:00:00Z", "user", "My boat is nine years old. Is that old?")).best()).isPositive();
    }

    @Test
    void a_time_that_is_asked_for_stands_beside_a_memory_and_not_among_its_words() {
        var memories = memories("2022-05-20T10:00:00Z", "Wilma", "The cake has a strawberry filling and coconut frosting.", "2023-02-03T10:00:00Z", "Wilma",
                "The cake had a plum filling and sugar frosting.");
        assertThat(answer("What filling has the cake of Wilma from May 2022?", memories).alone()).startsWith("\"The cake has a strawberry filling");
        assertThat(answer("What filling had the cake of Wilma on 1 February, 2023?", memories).alone()).startsWith("\"The cake had a plum filling");
    }

    @Test
    void what_answers_a_question_right_after_it_is_found_by_the_words_of_the_question() {
        var asked = new Remembered("Your hair looks great! What made you choose this hair color?", "2026-03-01T10:00:00Z", "Wilma", "A talk #4", "2026-03-01", 0, "", "", "", 4);
        var told = new Remembered("I picked it because it is bright and bold.", "2026-03-01T10:01:00Z", "Otto", "A talk #5", "2026-03-01", 1, "", "", "", 5);
        assertThat(answer("Why did Otto choose this hair color?", List.of(asked, told)).alone()).contains("bright and bold");
        assertThat(answer("Why did Wilma choose this hair color?", List.of(asked)).alone()).as("she speaks of whom she asks").startsWith("I found nothing");
    }

    @Test
    void turns_of_the_runtime_stand_beside_each_other_though_their_numbers_do_not() {
        List<Map<String, Object>> shown = List.of(Map.of("text", "Why did you choose this hair color?", "said", "2026-03-01T10:00:00Z by Wilma", "conversation", "A talk #4", "turn", 2),
                Map.of("text", "I picked it because it is bright and bold.", "said", "2026-03-01T10:01:00Z by Otto", "conversation", "A talk #17", "turn", 3));
        assertThat(answer("Why did Otto choose this hair color?", recalled(shown)).alone()).contains("bright and bold");
        List<Map<String, Object>> apart = shown.stream().map(one -> one.entrySet().stream().filter(entry -> !entry.getKey().equals("turn")).collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue))).toList();
        assertThat(answer("Why did Otto choose this hair color?", recalled(apart)).alone()).as("numbers alone").startsWith("I found nothing");
    }

    private static List<Remembered> recalled(List<Map<String, Object>> shown) {
        return Remembered.in(Transcript.of(List.of(UserMessage.from("?"), call("1", "recallMemory", "{\"query\": \"hair\"}"), result("1", "recallMemory", JSON.writeValueAsString(Map.of("memories", shown)))), JSON));
    }

    @Test
    void a_name_that_is_only_called_is_known_for_somebody_else() {
        var memories = memories("2026-03-01T10:00:00Z", "Wilma", "Thanks, Otto! I go on writing novels in the garden.", "2026-03-02T10:00:00Z", "Wilma", "Hey Otto! I had an audition for writing novels.");
        assertThat(answer("Where does Otto go on writing novels?", memories).alone()).startsWith("I found nothing");
        assertThat(answer("Where does Wilma go on writing novels?", memories).alone()).contains("in the garden");
    }

    @Test
    void what_an_answer_was_sent_back_for_is_not_quoted_again() {
        String own = "The copper lantern was lit by Wilma.";
        String recalled = JSON.writeValueAsString(Map.of("memories", List.of(
                Map.of("text", own, "said", "2026-03-01T10:00:00Z by assistant", "conversation", "A talk #1"),
                Map.of("text", "We lit the copper lantern at noon.", "said", "2026-03-02T10:00:00Z by user", "conversation", "A talk #3"))));
        List<ChatMessage> asked = List.of(UserMessage.from("Who lit the copper lantern?"), call("1", "recallMemory", "{\"query\": \"lantern\"}"), result("1", "recallMemory", recalled));
        assertThat(Remembered.in(Transcript.of(asked, JSON))).hasSize(2);
        for (String claim : List.of("“" + own + "”", own.substring(0, 20) + "…")) {
            List<ChatMessage> sentBack = new ArrayList<>(asked);
            sentBack.add(call("2", "finish", "{\"answer\": \"so\"}"));
            sentBack.add(result("2", "finish", JSON.writeValueAsString(Map.of("error", "The answer was not given yet.", "verification",
                    Map.of("knowledge_accuracy", "fail", "findings", List.of(Map.of("check", "quote", "claim", claim)))))));
            assertThat(Remembered.in(Transcript.of(sentBack, JSON))).extracting(Remembered::text).containsExactly("We lit the copper lantern at noon.");
        }
    }

    @Test
    void a_sentence_is_not_wrong_because_a_longer_quote_around_it_is() {
        List<ChatMessage> sentBack = List.of(UserMessage.from("Who lit the copper lantern?"), call("1", "finish", "{\"answer\": \"so\"}"),
                result("1", "finish", JSON.writeValueAsString(Map.of("error", "The answer was not given yet.", "verification", Map.of("knowledge_accuracy", "fail",
                        "findings", List.of(Map.of("check", "quote", "claim", "Wilma lit the copper lantern. The tide was low."), Map.of("check", "support", "claim", "“The tide was low.”")))))));
        var transcript = Transcript.of(sentBack, JSON);

        assertThat(transcript.wasSentBackFor("Wilma lit the copper lantern.")).isFalse();
        assertThat(transcript.wasSentBackFor("The tide was low.")).isTrue();
    }

    private static AiMessage call(String id, String tool, String arguments) {
        return AiMessage.from(List.of(ToolExecutionRequest.builder().id(id).name(tool).arguments(arguments).build()));
    }

    private static ToolExecutionResultMessage result(String id, String tool, String json) {
        return ToolExecutionResultMessage.from(id, tool, json);
    }
}
