package palimpsest.runtime.api.security;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.ErrorReportValve;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpStatus;
import palimpsest.runtime.api.Problems;

/** What the web server itself refuses, such as an address that is no UTF-8, is told in the form of all other errors, not as a page. */
public final class ProblemValve extends ErrorReportValve {

    private static final Logger log = LoggerFactory.getLogger(ProblemValve.class);

    private final Refusals refusals;

    public ProblemValve(Refusals refusals) {
        this.refusals = refusals;
    }

    @Override
    protected void report(Request request, Response response, Throwable thrown) {
        HttpStatus status = HttpStatus.resolve(response.getStatus());
        if (status == null || !status.isError() || response.getContentWritten() > 0 || !response.setErrorReported()) {
            return;
        }
        try {
            if (status == HttpStatus.BAD_REQUEST) {
                refusals.invalid(request, response, new Problems.Invalid("path", "or another part of the request's head can't be read"));
            } else {
                refusals.write(request, response, status, Problems.type(status), status.getReasonPhrase(), "The request was not carried out.",
                        status.is5xxServerError() ? "internal" : "invalid_request");
            }
            response.finishResponse();
        } catch (IOException | IllegalStateException gone) {
            log.debug("A client went away before its error: {}", gone.getMessage());
        }
    }
}
