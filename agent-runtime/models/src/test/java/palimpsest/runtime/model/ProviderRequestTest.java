package palimpsest.runtime.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.langchain4j.agent.tool.ToolExecutionRequest;
import dev.langchain4j.agent.tool.ToolSpecification;
import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.data.message.ChatMessage;
import dev.langchain4j.data.message.SystemMessage;
import dev.langchain4j.data.message.ToolExecutionResultMessage;
import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.request.json.JsonArraySchema;
import dev.langchain4j.model.chat.request.json.JsonObjectSchema;
import dev.langchain4j.model.chat.response.ChatResponse;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import palimpsest.runtime.model.wire.ToolFile;
import palimpsest.runtime.model.wire.WireTools;
import palimpsest.testkit.Answer.Reply;
import palimpsest.testkit.ScriptedModelServer;
import palimpsest.testkit.ValidRequests;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Whatever stands in a history, every provider takes the request. */
class ProviderRequestTest {

    private static final String DOTTED = "files.read/text";
    private static final String LONG = "server__a_tool_whose_name_goes_on_and_on_until_it_is_longer_than_a_provider_allows";

    @Property(tries = 1000)
    void any_messages_become_a_request_that_every_provider_takes(@ForAll("histories") List<ChatMessage> history) {
        ChatRequest mended = ProviderRequest.of(ChatRequest.builder().messages(history).toolSpecifications(tool("a.b"), tool("a/b"), tool("a_b")).build()).request();
        ValidRequests.check(mended);
        assertThat(ProviderRequest.of(mended).request()).as("nothing is left to mend").isSameAs(mended);
    }

    @Property(tries = 300)
    void what_was_worked_out_for_earlier_requests_changes_nothing(@ForAll("histories") List<ChatMessage> first, @ForAll("histories") List<ChatMessage> second,
                                                                  @ForAll boolean validNames) {
        var written = ToolFile.tool("{\"type\":\"function\",\"function\":{\"name\":\"c\",\"parameters\":{\"type\":\"object\",\"properties\":{},\"note\":\"one\"}}}");
        var otherwise = ToolFile.tool("{\"type\":\"function\",\"function\":{\"name\":\"c\",\"parameters\":{\"type\":\"object\",\"properties\":{},\"note\":\"two\"}}}");
        var seen = new RequestsSeen();
        for (List<ChatMessage> history : List.of(first, second, first)) {
            for (ToolSpecification tool : List.of(written, otherwise)) {
                ChatRequest request = ChatRequest.builder().messages(history).toolSpecifications(tool("a_b"), validNames ? tool("a") : tool("a.b"), tool).build();
                ChatRequest mended = ProviderRequest.of(request, seen).request();
                assertThat(mended).isEqualTo(ProviderRequest.of(request).request());
                assertThat(WireTools.toWire(mended.toolSpecifications()).getLast()).isEqualTo(WireTools.toWire(List.of(tool)).getFirst());
            }
        }
    }

    @Provide
    Arbitrary<List<ChatMessage>> histories() {
        Arbitrary<String> texts = Arbitraries.of("", " ", "text", "more");
        Arbitrary<String> ids = Arbitraries.of("", "call_0", "call_1", "id with spaces", "call_0123456789012345678901234567890123456789");
        Arbitrary<ToolExecutionRequest> calls = Combinators.combine(ids, Arbitraries.of("", "a.b", "a_b", "made up!", LONG), Arbitraries.of("", "{}", "[]", "{\"a\": ", "{} {}", "null"))
                .as((id, name, arguments) -> ToolExecutionRequest.builder().id(id).name(name).arguments(arguments).build());
        return Arbitraries.<ChatMessage>oneOf(List.of(texts.filter(text -> !text.isBlank()).map(SystemMessage::from), texts.filter(text -> !text.isBlank()).map(UserMessage::from),
                Combinators.combine(texts, calls.list().ofMaxSize(3)).as((text, called) -> AiMessage.builder().text(text).toolExecutionRequests(called).build()),
                Combinators.combine(ids, texts).as((id, text) -> ToolExecutionResultMessage.from(id, "a.b", text)))).list().ofMinSize(1).ofMaxSize(8);
    }

    @Test
    void a_valid_request_stays_the_same() {
        var call = call("call_1", "note", "{\"a\":  1}");
        var request = ChatRequest.builder().messages(SystemMessage.from(" s "), UserMessage.from("q"), AiMessage.builder().text("").toolExecutionRequests(List.of(call)).build(),
                ToolExecutionResultMessage.from(call, "")).toolSpecifications(tool("note")).build();
        assertThat(ProviderRequest.of(request).request()).isSameAs(request);
    }

    @Test
    void names_are_told_apart_and_come_back() {
        var names = ProviderNames.ofTools(List.of("a.b", "a/b", "a_b", DOTTED, LONG, LONG + "!", "日本", ""));
        assertThat(names.sent("a_b")).isEqualTo("a_b");
        assertThat(List.of("a.b", "a/b", DOTTED, LONG, LONG + "!", "日本", "")).allSatisfy(name -> {
            assertThat(names.sent(name)).matches("[a-zA-Z0-9_-]{1,64}");
            assertThat(names.ours(names.sent(name))).isEqualTo(name);
        });
        assertThat(names.ours("unheard-of")).isEqualTo("unheard-of");
        assertThat(ProviderNames.ofTools(List.of(LONG)).sent(LONG)).as("the same in every request").isEqualTo(names.sent(LONG));
    }

    @Test
    void a_name_that_looks_like_a_mended_one_stays_its_own() {
        String mended = ProviderNames.ofTools(List.of("a.b")).sent("a.b");
        var names = ProviderNames.ofTools(List.of("a.b", mended));
        assertThat(names.sent(mended)).isEqualTo(mended);
        assertThat(names.sent("a.b")).isNotEqualTo(mended);
        assertThat(names.ours(names.sent("a.b"))).isEqualTo("a.b");
    }

    @Test
    void schemas_that_providers_refuse_are_mended() {
        var array = ToolSpecification.builder().name("a").parameters(JsonObjectSchema.builder().addProperty("list", JsonArraySchema.builder().build()).build()).build();
        var alternatives = ToolFile.tool("""
                {"type":"function","function":{"name":"b","description":"%s","parameters":{"oneOf":[{"properties":{"x":{"type":"string"}},"required":["x"]},
                {"properties":{"y":{"type":"array"}}}]}}}""".formatted("d".repeat(2000)));
        ChatRequest mended = ProviderRequest.of(ChatRequest.builder().messages(UserMessage.from("q")).toolSpecifications(array, alternatives).build()).request();
        ValidRequests.check(mended);
        assertThat(mended.toolSpecifications().get(1).parameters().properties()).containsOnlyKeys("x", "y");
    }

    @ParameterizedTest
    @EnumSource(names = "EXTRACTIVE", mode = EnumSource.Mode.EXCLUDE)
    void tools_of_any_name_are_offered_called_and_remembered(Provider provider) {
        try (var server = ScriptedModelServer.start()) {
            server.answersWith(request -> {
                String body = request.raw();
                assertThat(body).doesNotContain(DOTTED, LONG);
                String name = provider == Provider.ANTHROPIC ? request.body().at("/tools/1/name").asString() : request.body().at("/tools/1/function/name").asString();
                return Reply.call(name, "{}");
            });
            var earlier = call("call_1", DOTTED, "{}");
            var invented = call("call_1", "functions.get weather!", "not json");
            ChatResponse response = model(provider, server).chat(ChatRequest.builder().messages(UserMessage.from("q"), AiMessage.from(earlier), ToolExecutionResultMessage.from(earlier, "x"),
                    AiMessage.from(invented), ToolExecutionResultMessage.from(invented, "no such tool"), UserMessage.from("nudge"), UserMessage.from("another"))
                    .toolSpecifications(tool(DOTTED), tool(LONG)).build());
            assertThat(response.aiMessage().toolExecutionRequests()).extracting(ToolExecutionRequest::name).containsExactly(LONG);
        }
    }

    @ParameterizedTest
    @EnumSource(names = "EXTRACTIVE", mode = EnumSource.Mode.EXCLUDE)
    void properties_of_any_name_are_described_filled_and_remembered(Provider provider) {
        String longest = "x".repeat(70);
        var tool = ToolFile.tool("""
                {"type":"function","function":{"name":"query","description":"Looks.","parameters":{"type":"object","properties":{
                  "$filter":{"type":"object","properties":{"first name":{"type":"string","default":{"first name":1}},"ok.name-1":{"type":"number"}},"required":["first name"]},
                  "again":{"$ref":"#/properties/%%24filter/properties/first%%20name"},
                  "list":{"type":"array","items":{"type":"object","properties":{"größe":{"type":"number"}}}},
                  "%s":{"type":"string"}},"required":["$filter"]}}}""".formatted(longest));
        try (var server = ScriptedModelServer.start()) {
            var sent = new ArrayList<JsonNode>();
            server.answersWith(request -> {
                JsonNode schema = request.body().at(provider == Provider.ANTHROPIC ? "/tools/0/input_schema" : "/tools/0/function/parameters");
                sent.add(schema);
                String filter = schema.at("/required/0").stringValue();
                JsonNode inner = schema.path("properties").path(filter);
                String size = schema.at("/properties/list/items/properties").propertyNames().iterator().next();
                assertThat(inner.at("/properties").has(inner.at("/required/0").stringValue())).isTrue();
                return Reply.call("query", "{\"%s\": {\"%s\": \"Ada\", \"ok.name-1\": 1.50}, \"list\": [{\"%s\": 2}]}".formatted(filter, inner.at("/required/0").stringValue(), size));
            });
            String before = "{\"$filter\": {\"first name\": \"Ada\"}}";
            var earlier = call("call_1", "query", before);
            var heard = new ArrayList<String>();
            ChatResponse response = ((StreamingModel) model(provider, server)).stream(ChatRequest.builder()
                    .messages(UserMessage.from("q"), AiMessage.from(earlier), ToolExecutionResultMessage.from(earlier, "x")).toolSpecifications(tool).build(), listener(heard));

            assertThat(JsonMapper.shared().readTree(response.aiMessage().toolExecutionRequests().getFirst().arguments())).isEqualTo(JsonMapper.shared().readTree(
                    "{\"$filter\": {\"first name\": \"Ada\", \"ok.name-1\": 1.50}, \"list\": [{\"größe\": 2}]}"));
            assertThat(heard).as("half a text with names that the tool does not know").isEmpty();
            JsonNode schema = sent.getFirst();
            assertThat(schema.path("properties").propertyNames()).hasSize(4).allMatch(name -> name.matches("[a-zA-Z0-9_.-]{1,64}"));
            assertThat(schema.toString()).contains("\"title\":\"first name\"").contains("\"default\":{\"first name\":1}");
            assertThat(schema.at("/properties/again/$ref").stringValue())
                    .isEqualTo("#/properties/" + schema.at("/required/0").stringValue() + "/properties/" + schema.path("properties").path(schema.at("/required/0").stringValue()).at("/required/0").stringValue());
            assertThat(server.lastRequest().body().path("messages").toString()).as("the history speaks of them as the schema does").doesNotContain("first name\\\":").doesNotContain("\"first name\"");
        }
    }

    private static TokenListener listener(List<String> heard) {
        return new TokenListener() {
            @Override
            public void text(String part) {
                heard.add(part);
            }

            @Override
            public void arguments(int call, String tool, String part) {
                heard.add(part);
            }

            @Override
            public void again() {
                heard.clear();
            }
        };
    }

    @Test
    void more_tools_than_openai_takes_are_refused_before_they_are_sent() {
        try (var server = ScriptedModelServer.start()) {
            var request = ChatRequest.builder().messages(UserMessage.from("q"))
                    .toolSpecifications(IntStream.range(0, ProviderRequest.MOST_TOOLS + 1).mapToObj(number -> tool("t" + number)).toList()).build();
            assertThatThrownBy(() -> model(Provider.OPENAI, server).chat(request)).isInstanceOfSatisfying(ModelFailure.class, failure -> {
                assertThat(failure.kind()).isEqualTo(ModelFailure.Kind.BAD_REQUEST);
                assertThat(failure).hasMessageContaining("129 tools").hasMessageContaining("128 at most");
            });
            assertThat(server.requests()).isEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource(names = "EXTRACTIVE", mode = EnumSource.Mode.EXCLUDE)
    void what_a_database_cannot_hold_is_replaced_in_what_a_model_says(Provider provider) {
        try (var server = ScriptedModelServer.start()) {
            server.answers(Reply.call("note", "{\"key\": \"a\\u0000b \\\\u0000 \\ud83d\\ude42 \\ud83d\"}").saying("It is \0 \uD83D\uDE42."));
            ChatResponse response = model(provider, server).chat(ChatRequest.builder().messages(UserMessage.from("q")).toolSpecifications(tool("note")).build());
            assertThat(response.aiMessage().text()).isEqualTo("It is \uFFFD \uD83D\uDE42.");
            String arguments = response.aiMessage().toolExecutionRequests().getFirst().arguments();
            // Only OpenAI's interface carries the model's own JSON text; elsewhere a lone surrogate is lost on the way here.
            boolean asWritten = provider == Provider.OPENAI;
            assertThat(JsonMapper.shared().readTree(arguments).path("key").stringValue()).isEqualTo("a\uFFFDb \\u0000 \uD83D\uDE42 " + (asWritten ? "\uFFFD" : "?"));
            assertThat(ModelResponses.replaced(response)).isEqualTo(asWritten ? 3 : 2);
        }
    }

    private static ChatModel model(Provider provider, ScriptedModelServer server) {
        var settings = ModelSettings.of("m", provider, provider == Provider.OLLAMA ? server.address().toString() : server.baseUrl(), "m").withApiKey("key-of-four");
        return new ModelCatalog(List.of(), List.of(settings), null, Clock.systemUTC(), wait -> { }).defaultModel().chatModel();
    }

    private static ToolExecutionRequest call(String id, String name, String arguments) {
        return ToolExecutionRequest.builder().id(id).name(name).arguments(arguments).build();
    }

    private static ToolSpecification tool(String name) {
        return ToolSpecification.builder().name(name).description("Does it.").build();
    }
}
