package palimpsest.runtime.api.security;

import java.io.IOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.ErrorReportValve;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import palimpsest.runtime.api.openai.OpenAiError;

/** What the web server itself refuses, in the form of all other errors in place of its page: a request whose address or headers can't be read reaches no filter. */
public final class ServerErrors extends ErrorReportValve {

    private static final Logger log = LoggerFactory.getLogger(ServerErrors.class);
    private static final int FIRST_ERROR = 400;

    private final Refusals refusals;

    public ServerErrors(Refusals refusals) {
        this.refusals = refusals;
    }

    @Override
    protected void report(Request request, Response response, Throwable thrown) {
        if (response.getStatus() < FIRST_ERROR || response.getContentWritten() > 0 || !response.setErrorReported()) {
            return;
        }
        UnreadRequest told = UnreadRequest.of(response.getStatus());
        boolean openAi = OpenAiError.isFor(request.getRequestURI());
        try {
            response.setContentType(Refusals.contentType(openAi));
            response.setCharacterEncoding(StandardCharsets.UTF_8.name());
            Writer writer = response.getReporter();
            if (writer != null) {
                writer.write(request.getRequestURI() == null
                        ? refusals.textOfBoth(told)
                        : refusals.text(openAi, told));
                response.finishResponse();
            }
        } catch (IOException gone) {
            log.debug("A client went away before its error: {}", gone.getMessage());
        }
    }
}
