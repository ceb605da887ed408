package vn.certcopy.conformance;

import eu.europa.esig.validationreport.ValidationReportUtils;
import java.io.File;
import java.util.List;
import javax.xml.transform.stream.StreamSource;
import javax.xml.validation.Schema;
import org.xml.sax.SAXException;

/** The schema of ETSI TS 119 102-2 on a validation report. */
final class ReportJudge {
    private final Schema schema;

    ReportJudge() throws Exception {
        schema = ValidationReportUtils.getInstance().getSchema();
    }

    /** What breaks the schema, or nothing. */
    List<String> judge(File file) throws Exception {
        try {
            schema.newValidator().validate(new StreamSource(file));
            return List.of();
        } catch (SAXException problem) {
            return List.of(problem.getMessage());
        }
    }
}
