package palimpsest.runtime.api.security;

import java.util.Locale;
import org.springframework.http.HttpStatus;
import palimpsest.runtime.api.Problems;

/**
 * What a caller is told of a request that no controller of ours has seen: the web server, or a filter, refused it.
 *
 * @param type  of the problem
 * @param title of the problem
 */
record UnreadRequest(HttpStatus status, String type, String title, String detail) {

    static UnreadRequest of(int code) {
        HttpStatus known = HttpStatus.resolve(code);
        HttpStatus status = known == null ? HttpStatus.INTERNAL_SERVER_ERROR : known;
        if (status == HttpStatus.NOT_FOUND) {
            return new UnreadRequest(status, "not-found", "Not found", "There is nothing at this address.");
        }
        if (status.is4xxClientError()) {
            return new UnreadRequest(status, Problems.type(status), status == HttpStatus.METHOD_NOT_ALLOWED ? "Method not allowed" : "Invalid request", status == HttpStatus.BAD_REQUEST
                    ? "The request could not be read: check its address, its headers and their length." : "The request was refused: "
                    + status.getReasonPhrase().toLowerCase(Locale.ROOT) + ".");
        }
        return new UnreadRequest(status, "internal", "Something went wrong inside the runtime", "The request was not carried out. The runtime's log says why.");
    }

    /** In OpenAI's shape. */
    String code() {
        return type.replace('-', '_');
    }
}
