package palimpsest.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.langchain4j.agent.tool.ToolExecutionRequest;
import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.data.message.SystemMessage;
import dev.langchain4j.data.message.ToolExecutionResultMessage;
import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.model.chat.request.ChatRequest;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Each rule, broken once. Apostrophes stand for quotation marks. */
class RequestRulesTest {

    private static final String CALL = "{'role':'assistant','content':null,'tool_calls':[{'id':'c1','type':'function','function':{'name':'read','arguments':'{}'}}]}";
    private static final String RESULT = "{'role':'tool','tool_call_id':'c1','content':'text'}";
    private static final String TOOL = "{'type':'function','function':{'name':'read','description':'Reads.','parameters':{'type':'object','properties':{}}}}";
    private static final String USE = "{'role':'assistant','content':[{'type':'tool_use','id':'c1','name':'read','input':{}}]}";
    private static final String USED = "{'role':'user','content':[{'type':'tool_result','tool_use_id':'c1','content':'text'},{'type':'text','text':'go on'}]}";

    @Test
    void whole_conversations_pass() {
        assertThat(openAi("{'role':'system','content':'s'},{'role':'user','content':'q'}," + CALL + "," + RESULT + ",{'role':'user','content':'go on'}", TOOL)).isEmpty();
        assertThat(anthropic("{'role':'user','content':'q'}," + USE + "," + USED)).isEmpty();
        assertThat(problems(Dialect.OLLAMA, "'messages':[{'role':'user','content':'q'},{'role':'assistant','content':'','tool_calls':[{'function':{'name':'read','arguments':{}}}]},"
                + "{'role':'tool','content':'text'}]")).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
            {'role':'user','content':'a'},{'role':'user','content':'b'} | two user messages in a row
            {'role':'user','content':' '}                               | no content
            {'role':'user','content':'a'},{'role':'system','content':'s'},{'role':'user','content':'b'} | a system message behind others
            {'role':'assistant','content':'a'},{'role':'user','content':'b'} | an assistant message behind nothing
            {'role':'user','content':'a'},{'role':'assistant','content':''},{'role':'user','content':'b'} | no content
            {'role':'user','content':'a'},{'role':'assistant','content':'x','tool_calls':[]},{'role':'user','content':'b'} | tool_calls is empty
            {'role':'user','content':'a'},{'role':'assistant','content':'x'} | the last message is of assistant
            {'role':'user','content':'a'},{'role':'tool','tool_call_id':'c1','content':'x'} | a result without a call before it
            {'role':'user','content':'a'},CALL,{'role':'user','content':'b'} | calls without a result before it
            {'role':'user','content':'a'},CALL | calls without a result at the end
            {'role':'user','content':'a'},CALL,RESULT,CALL,RESULT | the id of a call stands twice
            {'role':'robot','content':'a'} | no role of this interface
            """)
    void messages_that_openai_or_a_strict_template_refuses(String messages, String problem) {
        assertThat(openAi(messages.replace("CALL", CALL).replace("RESULT", RESULT), null)).anyMatch(found -> found.contains(problem));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
            'name':'a.b/c'            | a tool's name is not of the form
            'arguments':'{\\"a\\": '  | arguments are no text of a JSON object
            'arguments':'[]'          | arguments are no text of a JSON object
            'id':''                   | a call's id is not of the form
            'id':'call_0123456789012345678901234567890123456789' | a call's id is not of the form
            """)
    void calls_that_openai_refuses(String field, String problem) {
        String name = field.substring(0, field.indexOf(':') + 1);
        String call = CALL.replaceFirst(name + "'[^']*'", field.replace("\\", "\\\\"));
        assertThat(openAi("{'role':'user','content':'a'}," + call + "," + RESULT, null)).anyMatch(found -> found.contains(problem));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
            {'type':'function','function':{'name':'a.b','parameters':{'type':'object'}}}      | a tool's name is not of the form
            {'type':'function','function':{'name':'a','parameters':{}}}                       | no type object
            {'type':'function','function':{'name':'a','parameters':{'type':'object','anyOf':[]}}} | anyOf at the top
            {'type':'function','function':{'name':'a','parameters':{'type':'object','properties':{'x':{'type':'array'}}}}} | an array without items
            {'function':{'name':'a'}}                                                        | a tool is of no type function
            {'type':'function','function':{'name':'a'}},{'type':'function','function':{'name':'a'}} | two tools have the name
            """)
    void tools_that_openai_refuses(String tools, String problem) {
        assertThat(openAi("{'role':'user','content':'a'}", tools)).anyMatch(found -> found.contains(problem));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
            {'role':'assistant','content':'a'}                                      | the first message is not the user's
            {'role':'user','content':'a'},{'role':'user','content':'b'}             | two messages of one role in a row
            {'role':'user','content':[{'type':'text','text':''}]}                   | a block of it is empty
            {'role':'user','content':'a'},{'role':'assistant','content':'b'}        | the last message is the assistant's
            {'role':'user','content':'a'},USE,{'role':'user','content':'b'}         | calls without a result in it
            {'role':'user','content':'a'},USE,{'role':'user','content':[{'type':'text','text':'x'},{'type':'tool_result','tool_use_id':'c1','content':'y'}]} | a result behind other content
            {'role':'user','content':[{'type':'tool_result','tool_use_id':'c9','content':'y'}]} | a result without a call
            """)
    void messages_that_anthropic_refuses(String messages, String problem) {
        assertThat(anthropic(messages.replace("USE", USE))).anyMatch(found -> found.contains(problem));
    }

    @Test
    void limits_that_are_missing_or_out_of_range() {
        assertThat(problems(Dialect.ANTHROPIC, "'messages':[{'role':'user','content':'a'}],'temperature':1.5")).hasSize(2);
        assertThat(problems(Dialect.OPENAI, "'messages':[{'role':'user','content':'a'}],'max_tokens':0")).hasSize(1);
        assertThat(problems(Dialect.OLLAMA, "'messages':[]")).isNotEmpty();
    }

    @Test
    void a_request_in_the_same_process_is_held_to_the_same_rules() {
        var call = ToolExecutionRequest.builder().id("c1").name("read").arguments("{}").build();
        assertThatCode(() -> ValidRequests.check(ChatRequest.builder().messages(List.of(SystemMessage.from("s"), UserMessage.from("q"), AiMessage.from(call),
                ToolExecutionResultMessage.from(call, "text"))).build())).doesNotThrowAnyException();
        assertThatThrownBy(() -> ValidRequests.check(ChatRequest.builder().messages(UserMessage.from("q"), AiMessage.from(call)).build()))
                .isInstanceOf(AssertionError.class).hasMessageContaining("calls without a result");
    }

    private static List<String> openAi(String messages, String tools) {
        return problems(Dialect.OPENAI, "'messages':[" + messages + "]" + (tools == null ? "" : ",'tools':[" + tools + "]"));
    }

    private static List<String> anthropic(String messages) {
        return problems(Dialect.ANTHROPIC, "'max_tokens':9,'messages':[" + messages + "]");
    }

    private static List<String> problems(Dialect dialect, String rest) {
        return RequestRules.problems(dialect, Json.parse(("{'model':'m'," + rest + "}").replace('\'', '"')));
    }
}
