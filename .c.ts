import { readdirSync, readFileSync } from "node:fs"; import { join, relative } from "node:path";
import { parseArticle } from "/work/main/src/content/article.ts";
const o={timeZone:"UTC",timeZoneAssumed:true,baseUrl:null,categoryMode:"chain" as const,imageProxies:["https://cors.zfour.workers.dev/?"]};
const walk=(d:string):string[]=>readdirSync(d,{withFileTypes:true}).flatMap(e=>e.isDirectory()?walk(join(d,e.name)):[join(d,e.name)]);
const verbose=process.argv[3];
for(const repo of (process.argv[2]??"rsshub-fixtures,wangwen135,zhangyuhannerv,cosx,efcl,yihui,nodejs,opensuse").split(",")){
 const root=join("/work/shared/corpora",repo); const files=walk(root); let articles=0,skipped=0,errors=0,ex=0; const codes:Record<string,number>={}; let slow:[number,string]=[0,""]; const t0=process.cpuUsage(); const fmt:any={}; let bytes=0;
 for(const f of files){const b=readFileSync(f); bytes+=b.length; const a=performance.now(); try{const r=parseArticle({path:relative(root,f).normalize(),bytes:b},o); if(r.article){articles++; fmt[r.article.format]=(fmt[r.article.format]??0)+1} else if(r.issues.some(i=>i.severity==="ERROR"))errors++; else skipped++; if(!r.article&&!r.issues.length) console.log("SILENT",f); for(const c of new Set(r.issues.map(i=>i.code)))codes[c]=(codes[c]??0)+1; if(verbose) for(const i of r.issues) if(verbose.split(",").includes(i.code)) console.log(i.code,i.path,i.line,i.message.slice(0,200));}catch(e){ex++;console.log("EXC",f,e)} const d=performance.now()-a; if(d>slow[0])slow=[d,relative(root,f)+" "+b.length];}
 const u=process.cpuUsage(t0); console.log(repo,{files:files.length,MB:+(bytes/1e6).toFixed(1),articles,skipped,errors,ex,cpu_s:+((u.user+u.system)/1e6).toFixed(1),slow:[Math.round(slow[0]),slow[1]],fmt},codes);
}
