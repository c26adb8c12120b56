#include "recommend/language.h"

#include <algorithm>
#include <array>
#include <map>
#include <utility>

#include "base/name.h"
#include "base/number.h"

namespace melsift::recommend {
namespace {

// ISO 639-1 code, ISO 639-2 codes and English names (the registration authority's, the Library of
// Congress, and the everyday ones where those differ: Greek, Farsi, Mandarin).
constexpr std::pair<std::string_view, std::string_view> kLanguages[] = {
    {"aa", "aar;Afar"},
    {"ab", "abk;Abkhazian"},
    {"ae", "ave;Avestan"},
    {"af", "afr;Afrikaans"},
    {"ak", "aka;Akan"},
    {"am", "amh;Amharic"},
    {"an", "arg;Aragonese"},
    {"ar", "ara;Arabic"},
    {"as", "asm;Assamese"},
    {"av", "ava;Avaric"},
    {"ay", "aym;Aymara"},
    {"az", "aze;Azerbaijani"},
    {"ba", "bak;Bashkir"},
    {"be", "bel;Belarusian"},
    {"bg", "bul;Bulgarian"},
    {"bh", "bih;Bihari languages;Bihari"},
    {"bi", "bis;Bislama"},
    {"bm", "bam;Bambara"},
    {"bn", "ben;Bengali;Bangla"},
    {"bo", "bod;tib;Tibetan"},
    {"br", "bre;Breton"},
    {"bs", "bos;Bosnian"},
    {"ca", "cat;Catalan;Valencian"},
    {"ce", "che;Chechen"},
    {"ch", "cha;Chamorro"},
    {"co", "cos;Corsican"},
    {"cr", "cre;Cree"},
    {"cs", "ces;cze;Czech"},
    {"cu", "chu;Church Slavic;Old Slavonic;Church Slavonic;Old Bulgarian;Old Church Slavonic"},
    {"cv", "chv;Chuvash"},
    {"cy", "cym;wel;Welsh"},
    {"da", "dan;Danish"},
    {"de", "deu;ger;German"},
    {"dv", "div;Divehi;Dhivehi;Maldivian"},
    {"dz", "dzo;Dzongkha"},
    {"ee", "ewe;Ewe"},
    {"el", "ell;gre;Modern Greek;Greek"},
    {"en", "eng;English"},
    {"eo", "epo;Esperanto"},
    {"es", "spa;Spanish;Castilian"},
    {"et", "est;Estonian"},
    {"eu", "eus;baq;Basque"},
    {"fa", "fas;per;Persian;Farsi"},
    {"ff", "ful;Fulah"},
    {"fi", "fin;Finnish"},
    {"fj", "fij;Fijian"},
    {"fo", "fao;Faroese"},
    {"fr", "fra;fre;French"},
    {"fy", "fry;Western Frisian;Frisian"},
    {"ga", "gle;Irish"},
    {"gd", "gla;Gaelic;Scottish Gaelic"},
    {"gl", "glg;Galician"},
    {"gn", "grn;Guarani"},
    {"gu", "guj;Gujarati"},
    {"gv", "glv;Manx"},
    {"ha", "hau;Hausa"},
    {"he", "heb;Hebrew"},
    {"hi", "hin;Hindi"},
    {"ho", "hmo;Hiri Motu"},
    {"hr", "hrv;Croatian"},
    {"ht", "hat;Haitian;Haitian Creole"},
    {"hu", "hun;Hungarian"},
    {"hy", "hye;arm;Armenian"},
    {"hz", "her;Herero"},
    {"ia", "ina;Interlingua"},
    {"id", "ind;Indonesian"},
    {"ie", "ile;Interlingue;Occidental"},
    {"ig", "ibo;Igbo"},
    {"ii", "iii;Sichuan Yi;Nuosu"},
    {"ik", "ipk;Inupiaq"},
    {"io", "ido;Ido"},
    {"is", "isl;ice;Icelandic"},
    {"it", "ita;Italian"},
    {"iu", "iku;Inuktitut"},
    {"ja", "jpn;Japanese"},
    {"jv", "jav;Javanese"},
    {"ka", "kat;geo;Georgian"},
    {"kg", "kon;Kongo"},
    {"ki", "kik;Kikuyu;Gikuyu"},
    {"kj", "kua;Kuanyama;Kwanyama"},
    {"kk", "kaz;Kazakh"},
    {"kl", "kal;Kalaallisut;Greenlandic"},
    {"km", "khm;Central Khmer;Khmer"},
    {"kn", "kan;Kannada"},
    {"ko", "kor;Korean"},
    {"kr", "kau;Kanuri"},
    {"ks", "kas;Kashmiri"},
    {"ku", "kur;Kurdish"},
    {"kv", "kom;Komi"},
    {"kw", "cor;Cornish"},
    {"ky", "kir;Kirghiz;Kyrgyz"},
    {"la", "lat;Latin"},
    {"lb", "ltz;Luxembourgish;Letzeburgesch"},
    {"lg", "lug;Ganda"},
    {"li", "lim;Limburgan;Limburger;Limburgish"},
    {"ln", "lin;Lingala"},
    {"lo", "lao;Lao"},
    {"lt", "lit;Lithuanian"},
    {"lu", "lub;Luba-Katanga"},
    {"lv", "lav;Latvian"},
    {"mg", "mlg;Malagasy"},
    {"mh", "mah;Marshallese"},
    {"mi", "mri;mao;Maori"},
    {"mk", "mkd;mac;Macedonian"},
    {"ml", "mal;Malayalam"},
    {"mn", "mon;Mongolian"},
    {"mr", "mar;Marathi"},
    {"ms", "msa;may;Malay"},
    {"mt", "mlt;Maltese"},
    {"my", "mya;bur;Burmese"},
    {"na", "nau;Nauru"},
    {"nb", "nob;Norwegian Bokmål;Bokmål"},
    {"nd", "nde;North Ndebele"},
    {"ne", "nep;Nepali"},
    {"ng", "ndo;Ndonga"},
    {"nl", "nld;dut;Dutch;Flemish"},
    {"nn", "nno;Norwegian Nynorsk;Nynorsk"},
    {"no", "nor;Norwegian"},
    {"nr", "nbl;South Ndebele"},
    {"nv", "nav;Navajo;Navaho"},
    {"ny", "nya;Chichewa;Chewa;Nyanja"},
    {"oc", "oci;Occitan;Provençal"},
    {"oj", "oji;Ojibwa"},
    {"om", "orm;Oromo"},
    {"or", "ori;Oriya;Odia"},
    {"os", "oss;Ossetian;Ossetic"},
    {"pa", "pan;Panjabi;Punjabi"},
    {"pi", "pli;Pali"},
    {"pl", "pol;Polish"},
    {"ps", "pus;Pushto;Pashto"},
    {"pt", "por;Portuguese"},
    {"qu", "que;Quechua"},
    {"rm", "roh;Romansh"},
    {"rn", "run;Rundi"},
    {"ro", "ron;rum;Romanian;Moldavian;Moldovan"},
    {"ru", "rus;Russian"},
    {"rw", "kin;Kinyarwanda"},
    {"sa", "san;Sanskrit"},
    {"sc", "srd;Sardinian"},
    {"sd", "snd;Sindhi"},
    {"se", "sme;Northern Sami"},
    {"sg", "sag;Sango"},
    {"si", "sin;Sinhala;Sinhalese"},
    {"sk", "slk;slo;Slovak"},
    {"sl", "slv;Slovenian"},
    {"sm", "smo;Samoan"},
    {"sn", "sna;Shona"},
    {"so", "som;Somali"},
    {"sq", "sqi;alb;Albanian"},
    {"sr", "srp;Serbian"},
    {"ss", "ssw;Swati"},
    {"st", "sot;Southern Sotho;Sotho"},
    {"su", "sun;Sundanese"},
    {"sv", "swe;Swedish"},
    {"sw", "swa;Swahili"},
    {"ta", "tam;Tamil"},
    {"te", "tel;Telugu"},
    {"tg", "tgk;Tajik"},
    {"th", "tha;Thai"},
    {"ti", "tir;Tigrinya"},
    {"tk", "tuk;Turkmen"},
    {"tl", "tgl;Tagalog"},
    {"tn", "tsn;Tswana"},
    {"to", "ton;Tonga;Tongan"},
    {"tr", "tur;Turkish"},
    {"ts", "tso;Tsonga"},
    {"tt", "tat;Tatar"},
    {"tw", "twi;Twi"},
    {"ty", "tah;Tahitian"},
    {"ug", "uig;Uighur;Uyghur"},
    {"uk", "ukr;Ukrainian"},
    {"ur", "urd;Urdu"},
    {"uz", "uzb;Uzbek"},
    {"ve", "ven;Venda"},
    {"vi", "vie;Vietnamese"},
    {"vo", "vol;Volapük"},
    {"wa", "wln;Walloon"},
    {"wo", "wol;Wolof"},
    {"xh", "xho;Xhosa"},
    {"yi", "yid;Yiddish"},
    {"yo", "yor;Yoruba"},
    {"za", "zha;Zhuang;Chuang"},
    {"zh", "zho;chi;Chinese;Mandarin"},
    {"zu", "zul;Zulu"},
};

// Codes that say that the language isn't known, or that there is none.
constexpr std::array<std::string_view, 5> kUnknown = {"und", "mul", "mis", "zxx", "xxx"};

// Every name and code in normal form, to its ISO 639-1 code.
std::map<std::string, std::string, std::less<>> index_of_names() {
  std::map<std::string, std::string, std::less<>> codes;
  for (const auto& [code, names] : kLanguages) {
    for (const std::string& name : split_list(names, ';')) codes.emplace(lookup_form(name), code);
  }
  // Last and overriding: no two-letter name may hide a code.
  for (const auto& [code, names] : kLanguages) codes.insert_or_assign(std::string(code), code);
  return codes;
}

}  // namespace

std::optional<std::string> language_code(std::string_view name) {
  static const auto codes = index_of_names();
  name = trimmed(name);
  if (const auto found = codes.find(lookup_form(name)); found != codes.end()) return found->second;
  // "en-GB", "pt_BR": the part before the region is the language (BCP 47).
  const auto end = name.find_first_of("-_");
  if (end != 2 && end != 3) return std::nullopt;
  const auto found = codes.find(lookup_form(name.substr(0, end)));
  if (found == codes.end()) return std::nullopt;
  return found->second;
}

std::string language_form(std::string_view name) {
  if (auto code = language_code(name)) return *code;
  if (name_words(name).empty()) return "";  // "-", "?"
  const std::string form = lookup_form(name);
  return std::find(kUnknown.begin(), kUnknown.end(), form) == kUnknown.end() ? form : "";
}

}  // namespace melsift::recommend
