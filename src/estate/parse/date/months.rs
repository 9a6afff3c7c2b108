//! Names of the months, short and long, as .NET prints them in the languages of Europe, in Turkish, Indonesian and Chinese.

/// The months that a name, in lower case, stands for; some stand for one month in one language and for another in the next.
pub fn of_name(name: &str) -> Vec<i8> {
    let is_it = |names: &&str| names.split(' ').any(|own| own == name);
    (1..).zip(NAMES).filter(|(_, names)| is_it(names)).map(|(month, _)| month).collect()
}

const NAMES: &[&str] = &[
    "ene enero gen gener gennaio ian ianuarie jaan jaanuar jan janeiro januar januari january január januára janv janvier janvāris jän jänner led leden ledna oca ocak saus sausio sausis sij siječanj siječnja sty styczeń stycznia tammi tammik tammikuu tammikuuta ιαν ιανουάριος ιανουαρίου січ січень січня янв январь января яну януари 一月",
    "feb febbraio febr febrer febrero februar februari februarie february február februára februāris fev fevereiro févr février helmi helmik helmikuu helmikuuta lut lutego luty vas vasario vasaris veebr veebruar velj veljača veljače úno únor února şub şubat φεβ φεβρουάριος φεβρουαρίου лют лютий лютого фев февр февраль февраля февруари 二月",
    "bře březen března kov kovas kovo maalis maalisk maaliskuu maaliskuuta maart mar marca march marec maret mars mart martie marts marzec marzo març março mrt márc március mär märts märz ožu ožujak ožujka μάρ μάρτιος μαρ μαρτίου бер березень березня мар март марта 三月",
    "abr abril apr april aprile aprilie aprill apríl apríla aprīlis avr avril bal balandis balandžio dub duben dubna huhti huhtik huhtikuu huhtikuuta kwi kwiecień kwietnia nis nisan tra travanj travnja ápr április απρ απρίλιος απριλίου апр апрель апреля април кві квіт квітень квітня 四月",
    "geg gegužė gegužės kvě květen května mag maggio mai maig maijs maio maj maja may mayo mayıs mei máj mája május svi svibanj svibnja touko toukok toukokuu toukokuuta μάι μάιος μαΐ μαΐου май мая тра трав травень травня 五月",
    "birž birželio birželis cze czerwca czerwiec giu giugno haz haziran iun iunie juin jun june junho juni junij junio juny juuni jún júna június jūn jūnijs kesä kesäk kesäkuu kesäkuuta lip lipanj lipnja červen června čvn ιουν ιουνίου ιούν ιούνιος июн июнь июня чер черв червень червня юни 六月",
    "heinä heinäk heinäkuu heinäkuuta iul iulie juil juill juillet jul julho juli julij julio juliol july juuli júl júla július jūl jūlijs liep liepa liepos lip lipca lipiec lug luglio srp srpanj srpnja tem temmuz července červenec čvc ιουλ ιουλίου ιούλ ιούλιος июл июль июля лип липень липня юли 七月",
    "ag ago agost agosto agu agustus août aug august augusta augusti augusts augustus augusztus avg avgust ağu ağustos elo elok elokuu elokuuta kol kolovoz kolovoza rugp rugpjūtis rugpjūčio sie sierpień sierpnia srp srpen srpna αυγ αυγούστου αύγ αύγουστος авг август августа сер серп серпень серпня 八月",
    "eyl eylül rugs rugsėjis rugsėjo ruj rujan rujna sep sept september septembra septembre septembrie septembris septiembre set setembre setembro settembre syys syysk syyskuu syyskuuta szept szeptember wrz wrzesień września zář září σεπ σεπτέμβριος σεπτεμβρίου вер вересень вересня сент сентябрь сентября сеп септември 九月",
    "eki ekim lis listopad listopada loka lokak lokakuu lokakuuta oct october octobre octombrie octubre okt oktober oktobris oktoober október októbra ott ottobre out outubro paź październik października spal spalio spalis říj říjen října οκτ οκτωβρίου οκτώβριος жов жовт жовтень жовтня окт октомври октябрь октября 十月",
    "kas kasım lapkr lapkritis lapkričio lis listopad listopada listopadu marras marrask marraskuu marraskuuta noiembrie nov november novembra novembre novembris novembro noviembre stu studeni studenoga νοέ νοέμβριος νοε νοεμβρίου лис лист листопад листопада ное ноември нояб ноябрь ноября 十一月",
    "ara aralık dec december decembra decembrie decembris des desember desembre dets detsember dez dezember dezembro dic dicembre diciembre déc décembre gru grudnia grudzień gruod gruodis gruodžio joulu jouluk joulukuu joulukuuta pro prosinac prosinca prosince prosinec δεκ δεκέμβριος δεκεμβρίου гру груд грудень грудня дек декабрь декабря декември 十二月",
];
