import com.helger.commons.io.resource.FileSystemResource;
import com.helger.phive.api.execute.ValidationExecutionManager;
import com.helger.phive.api.executorset.ValidationExecutorSetRegistry;
import com.helger.phive.api.result.ValidationResultList;
import com.helger.phive.en16931.EN16931Validation;
import com.helger.phive.xml.source.IValidationSourceXML;
import com.helger.phive.xml.source.ValidationSourceXML;
import java.io.File;
import java.io.FileInputStream;
import java.nio.file.Files;
import java.util.Locale;
import org.mustangproject.validator.ZUGFeRDValidator;
import org.verapdf.gf.foundry.VeraGreenfieldFoundryProvider;
import org.verapdf.pdfa.Foundries;
import org.verapdf.pdfa.PDFAParser;
import org.verapdf.pdfa.PDFAValidator;
import org.verapdf.pdfa.flavours.PDFAFlavour;
import org.verapdf.pdfa.results.ValidationResult;

/**
 * Asks the official validators about each file of the command line: "valid" or "INVALID" and its name, and why. A PDF goes to
 * veraPDF (PDF/A-3b) and, where it holds an invoice, to Mustang (Factur-X); CII goes to Mustang, UBL to CEN's Schematron (phive).
 */
class Validate {
  public static void main(String[] files) throws Exception {
    VeraGreenfieldFoundryProvider.initialise();
    var rules = new ValidationExecutorSetRegistry<IValidationSourceXML>();
    EN16931Validation.initEN16931(rules);
    boolean all = true;
    for (String file : files) {
      String why = file.endsWith(".ubl.xml") ? ubl(rules, new File(file)) : file.endsWith(".pdf") ? pdf(file) : mustang(file);
      System.out.println((why.isEmpty() ? "valid    " : "INVALID  ") + new File(file).getName());
      System.out.print(why);
      all &= why.isEmpty();
    }
    System.exit(all ? 0 : 1);
  }

  static String mustang(String file) {
    var v = new ZUGFeRDValidator();
    String report = v.validate(file);
    return v.wasCompletelyValid() ? "" : report + "\n";
  }

  static String pdf(String file) throws Exception {
    try (var in = new FileInputStream(file);
        PDFAParser parser = Foundries.defaultInstance().createParser(in, PDFAFlavour.PDFA_3_B);
        PDFAValidator validator = Foundries.defaultInstance().createValidator(PDFAFlavour.PDFA_3_B, false)) {
      ValidationResult result = validator.validate(parser);
      if (!result.isCompliant()) {
        return result.getTestAssertions() + "\n";
      }
    }
    boolean invoice = new String(Files.readAllBytes(new File(file).toPath()), "ISO-8859-1").contains("factur-x.xml");
    return invoice ? mustang(file) : "";
  }

  static String ubl(ValidationExecutorSetRegistry<IValidationSourceXML> rules, File file) throws Exception {
    boolean credit = Files.readString(file.toPath()).contains("<CreditNote ");
    var set = rules.getOfID(credit ? EN16931Validation.VID_UBL_CREDIT_NOTE_1313 : EN16931Validation.VID_UBL_INVOICE_1313);
    ValidationResultList list = ValidationExecutionManager.executeValidation(set, ValidationSourceXML.create(new FileSystemResource(file)), Locale.ENGLISH);
    return list.containsAtLeastOneError() ? list.getAllErrors() + "\n" : "";
  }
}
