import seal from '../theme/seal.svg'
import classes from './shell.module.css'

export function Mark() {
  return (
    <span className={classes.mark}>
      <img src={seal} alt="" width={26} height={26} />
      <span translate="no">Azukari</span>
    </span>
  )
}
