// Loaded before a site's Node process (--import): its host names resolve through the site's hosts file.
import { overlayNames } from '../../kafka/index.ts';
import { overlayFromFile } from './hosts-file.ts';

const file = process.env['TIDEOVER_HOSTS_FILE'];
if (file === undefined)
  throw new Error('TIDEOVER_HOSTS_FILE is not set; this module is for processes that the lab starts');
overlayNames(overlayFromFile(file));
